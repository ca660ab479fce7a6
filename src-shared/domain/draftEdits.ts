import type { LayerRepair } from '../layers/kind.ts';
import { lossById } from '../losses/index.ts';
import { targetTask } from '../preprocessing/dataShape.ts';
import { SERIES_DEFAULTS } from '../preprocessing/seriesPlan.ts';
import { TEXT_DEFAULTS } from '../preprocessing/textPlan.ts';
import type { DatasetDescriptor, TextInfo } from './dataset.ts';
import type { DataPlan, Experiment, TextPlan, TrainingPlan } from './experiment.ts';
import { applyRepair } from './layerEdits.ts';
import type { LayerGraph } from './layerGraph.ts';
import type { ParamValue } from './params.ts';

/** One change of an experiment. Pure; returning the same object means that nothing changed. */
export type Edit = (experiment: Experiment) => Experiment;

/** Published sets whose validation part has an exact size, so that numbers compare with other people's. */
const KNOWN_VALIDATION_ROWS: Readonly<Record<string, number>> = { 'fashion-mnist': 5000, mnist: 5000 };

/** How a data set is usually divided and scaled: a published test part as published, else a fifth; stratified for classes. */
export function dataPlanFor(descriptor: DatasetDescriptor): DataPlan {
  return {
    dataset: descriptor.id,
    target: descriptor.target,
    validationShare: 0.2,
    testShare: 0.2,
    validationSize: descriptor.known ? (KNOWN_VALIDATION_ROWS[descriptor.known] ?? null) : null,
    splitSeed: 7,
    stratified: descriptor.task === 'classification' && descriptor.kind !== 'series',
    scaling: 'standardise',
    ...(descriptor.text ? { text: usualTextPlan(descriptor.text) } : {}),
    ...(descriptor.kind === 'series' ? { series: SERIES_DEFAULTS } : {}),
    ...(descriptor.moreTargets ? { moreTargets: descriptor.moreTargets } : {}),
  };
}

/** As long as nine texts of ten, within what trains in reasonable time. */
function usualTextPlan({ usualWords }: TextInfo): TextPlan {
  const length = Math.min(TEXT_DEFAULTS.length, Math.max(4, usualWords));
  return { ...TEXT_DEFAULTS, length };
}

/** What is chosen for the columns of a table or series. */
const treatments = ['missing', 'indicator', 'categories', 'columns'] as const;

/**
 * Another data set with its usual plan: what was chosen for the one before fits no other. Only where both have the same columns, as after a file was
 * read again, what becomes of them stays as it is; and so does the task of an autoencoder.
 */
export function chooseDataset(descriptor: DatasetDescriptor, before: DatasetDescriptor | null): Edit {
  const kept = ['reconstruct', ...(before && hasSameColumns(before, descriptor) ? treatments : [])] as const;
  return (experiment) => {
    const { data } = experiment;
    const chosen = Object.fromEntries(kept.flatMap((name) => (data[name] === undefined ? [] : [[name, data[name]]])));
    return { ...experiment, data: { ...dataPlanFor(descriptor), ...chosen } };
  };
}

function hasSameColumns(a: DatasetDescriptor, b: DatasetDescriptor): boolean {
  const namesOf = ({ kind, columns }: DatasetDescriptor): string =>
    JSON.stringify([kind, columns?.map(({ name }) => name)]);
  return a.columns !== null && namesOf(a) === namesOf(b);
}

/** Changes fields of the data plan. */
export const setDataPlan =
  (patch: Partial<DataPlan>): Edit =>
  (experiment) =>
    withPatch(experiment, 'data', patch);

/** Whether the answer is the sample itself. */
export const setReconstruct =
  (reconstruct: boolean): Edit =>
  (experiment) => {
    if ((experiment.data.reconstruct ?? false) === reconstruct) return experiment;
    const { reconstruct: _, ...data } = experiment.data;
    return { ...experiment, data: reconstruct ? { ...data, reconstruct } : data };
  };

/** Changes fields of the training plan. */
export const setTrainingPlan =
  (patch: Partial<TrainingPlan>): Edit =>
  (experiment) =>
    withPatch(experiment, 'training', patch);

/** Another column to predict; classes are then kept in equal shares, a number is not. */
export function setTarget(descriptor: DatasetDescriptor, target: string): Edit {
  const column = descriptor.columns?.find(({ name }) => name === target);
  const stratified = !!column && targetTask(descriptor.kind, column) === 'classification';
  return (experiment) => {
    const kept = column?.type === 'number' ? (experiment.data.moreTargets ?? []).filter((name) => name !== target) : [];
    return setMoreTargets(kept)(setDataPlan({ target, stratified })(experiment));
  };
}

/** The columns to predict beside the target. */
export const setMoreTargets =
  (moreTargets: readonly string[]): Edit =>
  (experiment) => {
    if (moreTargets.join('\n') === (experiment.data.moreTargets ?? []).join('\n')) return experiment;
    const { moreTargets: _, ...data } = experiment.data;
    return { ...experiment, data: moreTargets.length > 0 ? { ...data, moreTargets } : data };
  };

/** Changes the model by a reducer of `layerEdits`. */
export const editModel =
  (edit: (graph: LayerGraph) => LayerGraph): Edit =>
  (experiment) => {
    const model = edit(experiment.model);
    return model === experiment.model ? experiment : { ...experiment, model };
  };

/** Another model, whole. */
export const setModel = (model: LayerGraph): Edit => editModel(() => model);

/** Another stack in place of this one, its blocks and start weights with it, with its loss and whether it rebuilds the sample. */
export const setStack =
  ({ model, loss, rebuilds }: { model: LayerGraph; loss: string; rebuilds: boolean }): Edit =>
  (experiment) => {
    const { blocks: _, ...kept } = experiment.model;
    return { ...setReconstruct(rebuilds)(setLoss(loss)(experiment)), model: { ...kept, ...model } };
  };

/** Another loss, with its own parameters as they usually are. */
export const setLoss =
  (loss: string): Edit =>
  (experiment) => {
    if (experiment.loss === loss) return experiment;
    const { lossParams: _, ...rest } = experiment;
    return { ...rest, loss };
  };

/** A parameter of the loss; the default is not written down. */
export const setLossParam =
  (name: string, value: ParamValue): Edit =>
  (experiment) => {
    const { lossParams = {}, ...rest } = experiment;
    if (lossParams[name] === value) return experiment;
    const { [name]: _, ...others } = lossParams;
    const isUsual = lossById(experiment.loss).params?.[name]?.default === value;
    const changed = isUsual ? others : { ...others, [name]: value };
    return Object.keys(changed).length === 0 ? rest : { ...rest, lossParams: changed };
  };

export const setTitle =
  (title: string): Edit =>
  (experiment) =>
    experiment.title === title ? experiment : { ...experiment, title };

/** Carries out the repair a problem offers; `layer` is the id of the row, unused where the loss is repaired. */
export function repairEdit(layer: string, repair: LayerRepair): Edit {
  return repair.act === 'setLoss' ? setLoss(repair.loss) : editModel((graph) => applyRepair(graph, layer, repair));
}

function withPatch<K extends 'data' | 'training'>(
  experiment: Experiment,
  part: K,
  patch: Partial<Experiment[K]>,
): Experiment {
  const before = experiment[part];
  const same = Object.entries(patch).every(([name, value]) => Object.is(Reflect.get(before, name), value));
  return same ? experiment : { ...experiment, [part]: { ...before, ...patch } };
}
