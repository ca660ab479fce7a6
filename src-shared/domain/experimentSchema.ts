import * as v from 'valibot';
import { clippingModes } from '../clipping/clipping.ts';
import { initializer, initializers } from '../initializers/index.ts';
import { isLayerKind, layerKind } from '../layers/index.ts';
import { MOST_INPUTS } from '../layers/merging.ts';
import { lossById, lossIdOf, lossIds } from '../losses/index.ts';
import { StudioError } from '../result.ts';
import { schedules } from '../schedules/index.ts';
import { isPiecewise, MAX_BOUNDARIES, piecewiseProblem } from '../schedules/piecewise.ts';
import { scheduleParams } from '../schedules/plan.ts';
import { racerById } from '../surfaces/racer.ts';
import { notForSolvers, solves } from '../training/solving.ts';
import { PLATEAU_ID } from '../schedules/plateauPlan.ts';
import {
  categoryEncodings,
  MAX_CONTENDERS,
  MAX_MORE_TARGETS,
  missingFills,
  missingRules,
  seriesAnswers,
  seriesGaps,
  tableEncodings,
  textSides,
  unknownWords,
  type Contender,
  type Experiment,
  type SchedulePlan,
} from './experiment.ts';
import { blockOf, expandedCount, isTogether, MAX_EXPANDED_LAYERS, MAX_REPEAT } from './blocks.ts';
import { experimentOf } from './contenderPlan.ts';
import type { InitializerPlan, LayerGraph } from './layerGraph.ts';
import { paramProblems, type ParamValues } from './params.ts';

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(0.5));
const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const params = v.record(v.string(), v.union([v.number(), v.string(), v.boolean()]));

const columnPlan = v.strictObject({
  use: v.exactOptional(v.boolean()),
  encoding: v.exactOptional(v.picklist(categoryEncodings)),
  order: v.exactOptional(v.pipe(v.array(v.string()), v.maxLength(1001))),
  missing: v.exactOptional(v.picklist(missingFills)),
  indicator: v.exactOptional(v.boolean()),
});

const textPlan = v.strictObject({
  vocabulary: v.exactOptional(whole(3, 1_000_000)),
  length: v.exactOptional(whole(1, 10_000)),
  padding: v.exactOptional(v.picklist(textSides)),
  cutting: v.exactOptional(v.picklist(textSides)),
  unknown: v.exactOptional(v.picklist(unknownWords)),
});

const seriesPlan = v.strictObject({
  window: v.exactOptional(whole(1, 10_000)),
  horizon: v.exactOptional(whole(1, 100_000)),
  answers: v.exactOptional(v.picklist(seriesAnswers)),
  stride: v.exactOptional(whole(1, 100_000)),
  resample: v.exactOptional(whole(1, 1_000_000)),
  gaps: v.exactOptional(v.picklist(seriesGaps)),
});

const data = v.strictObject({
  dataset: id,
  target: v.nullable(name),
  validationShare: share,
  testShare: share,
  validationSize: v.nullable(whole(1, 1e9)),
  testSize: v.exactOptional(v.nullable(whole(1, 1e9))),
  splitSeed: whole(0, 0xffffffff),
  unshuffled: v.exactOptional(v.boolean()),
  stratified: v.boolean(),
  scaling: v.picklist(['standardise', 'none']),
  reconstruct: v.exactOptional(v.boolean()),
  categories: v.exactOptional(v.picklist(tableEncodings)),
  missing: v.exactOptional(v.picklist(missingRules)),
  indicator: v.exactOptional(v.boolean()),
  columns: v.exactOptional(v.record(v.string(), columnPlan)),
  moreTargets: v.exactOptional(v.pipe(v.array(name), v.maxLength(MAX_MORE_TARGETS))),
  text: v.exactOptional(textPlan),
  series: v.exactOptional(seriesPlan),
});

const initializerPlan = v.strictObject({ id: v.picklist(initializers.map((known) => known.id)), params });
const ownInitializer = v.exactOptional(v.nullable(initializerPlan));
const tensorShape = v.pipe(v.array(whole(1, 1e9)), v.minLength(1), v.maxLength(4));
const keptStart = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  from: whole(0, 1e9),
  shapes: v.pipe(v.array(tensorShape), v.minLength(1), v.maxLength(16)),
  source: name,
});
const penalty = v.pipe(v.number(), v.minValue(0), v.maxValue(1000));
const layer = v.strictObject({
  id,
  kind: v.string(),
  params,
  inputs: v.exactOptional(v.pipe(v.array(id), v.minLength(1), v.maxLength(MOST_INPUTS))),
  initializer: ownInitializer,
  start: v.exactOptional(keptStart),
  regularizer: v.exactOptional(v.strictObject({ l1: penalty, l2: penalty })),
  frozen: v.exactOptional(v.boolean()),
  block: v.exactOptional(id),
});
const layers = v.pipe(v.array(layer), v.maxLength(500));
const block = v.strictObject({ id, name, repeat: whole(1, MAX_REPEAT) });

/** The shape of a layer graph. Its registries and the standing of its blocks are checked by `checkGraph`. */
export const layerGraphSchema = v.strictObject({
  layers,
  blocks: v.exactOptional(v.pipe(v.array(block), v.maxLength(500))),
  initializer: ownInitializer,
});

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1e6));
const piecewise = v.strictObject({
  boundaries: v.pipe(v.array(whole(1, 1e9)), v.minLength(1), v.maxLength(MAX_BOUNDARIES)),
  values: v.pipe(v.array(rate), v.maxLength(MAX_BOUNDARIES + 1)),
  change: v.picklist(['at_boundary', 'after_boundary']),
});
const schedule = v.variant('id', [
  v.strictObject({ id: v.literal('piecewise'), params: piecewise }),
  v.strictObject({ id: v.picklist([...schedules.map((known) => known.id), PLATEAU_ID]), params }),
]);
const clipping = v.strictObject({
  mode: v.picklist(clippingModes),
  threshold: v.pipe(v.number(), v.gtValue(0), v.finite()),
});

const earlyStopping = v.strictObject({
  patience: whole(1, 100_000),
  min_delta: v.pipe(v.number(), v.minValue(0), v.finite()),
  restoreBest: v.boolean(),
});

const epochs = whole(1, 100_000);
const batchSize = whole(1, 1_000_000);
/** What of a plan a contender may have for itself and an experiment may leave out. */
const planParts = {
  schedule: v.exactOptional(v.nullable(schedule)),
  clipping: v.exactOptional(v.nullable(clipping)),
  earlyStopping: v.exactOptional(v.nullable(earlyStopping)),
};
const training = v.strictObject({
  epochs,
  batchSize,
  seeds: v.pipe(v.array(whole(0, 0xffffffff)), v.minLength(1), v.maxLength(20)),
  limitSteps: v.nullable(whole(1, 1e9)),
  ...planParts,
});

const changes = v.strictObject({
  epochs: v.exactOptional(epochs),
  batchSize: v.exactOptional(batchSize),
  ...planParts,
  initializer: ownInitializer,
  layers: v.exactOptional(layers),
});
const contender = v.strictObject({
  name,
  optimizer: v.string(),
  params,
  slot: whole(1, MAX_CONTENDERS),
  changes: v.exactOptional(changes),
});

/** The shape of an experiment. Registries (layers, optimizers, losses) are checked by `parseExperiment`. */
export const experimentSchema = v.strictObject({
  format: v.literal('descent-studio/experiment'),
  version: v.literal(1),
  title: name,
  data,
  model: layerGraphSchema,
  loss: v.pipe(v.string(), v.transform(lossIdOf), v.picklist(lossIds)),
  lossParams: v.exactOptional(params),
  training,
  contenders: v.pipe(v.array(contender), v.maxLength(MAX_CONTENDERS)),
});

/**
 * Reads an experiment from anything: the parsed JSON of a file, a call. Throws StudioError `experimentFormat`, `experimentVersion`,
 * `experimentUnknownField`, `experimentField`, `experimentDuplicateName`, `solverChange`, or a registry's own error; the detail says where.
 */
export function parseExperiment(value: unknown): Experiment {
  checkHeader(value);
  const result = v.safeParse(experimentSchema, value);
  if (!result.success) throw issueError(result.issues[0]);
  const experiment = result.output as Experiment;
  checkGraph(experiment.model, 'model');
  for (const contender of experiment.contenders) {
    const { name: who, optimizer: rule, params: values, changes: own = {} } = contender;
    checkParams(`contenders.${who}`, racerById(rule).params, values);
    checkSolverChanges(contender);
    if (own.layers || own.initializer)
      checkGraph(experimentOf(experiment, contender).model, `contenders.${who}.changes`);
    checkSchedule(`contenders.${who}.schedule`, own.schedule);
  }
  checkParams('lossParams', lossById(experiment.loss).params ?? {}, experiment.lossParams ?? {});
  checkSchedule('training.schedule', experiment.training.schedule);
  checkUnique(
    'contenders',
    experiment.contenders.map((contender) => contender.name),
  );
  checkUnique(
    'contenders.slot',
    experiment.contenders.map((contender) => String(contender.slot)),
  );
  return experiment;
}

function checkSolverChanges(contender: Contender): void {
  if (!solves(contender)) return;
  const what = notForSolvers.find((name) => contender.changes?.[name] !== undefined);
  if (what) throw new StudioError('solverChange', { name: contender.name, what });
}

/**
 * What the schema of a graph cannot see. Throws `layerUnknown`, a parameter's problem, `experimentDuplicateName`, `blockUnknown`, `blockNotTogether`
 * or `modelTooLong`; `where` begins the place that is named.
 */
export function checkGraph(graph: LayerGraph, where: string): void {
  for (const node of graph.layers) {
    if (!isLayerKind(node.kind)) layerKind(node.kind);
    checkParams(`${where}.${node.id}`, layerKind(node.kind).params, node.params);
    checkInitializer(`${where}.${node.id}.initializer`, node.initializer);
  }
  checkInitializer(`${where}.initializer`, graph.initializer);
  checkUnique(
    `${where}.layers`,
    graph.layers.map((node) => node.id),
  );
  checkBlocks(graph, where);
}

function checkBlocks(graph: LayerGraph, where: string): void {
  checkUnique(
    `${where}.blocks`,
    (graph.blocks ?? []).map((one) => one.id),
  );
  for (const node of graph.layers) if (node.block !== undefined) blockOf(graph, node.block);
  for (const { id: value, name: title } of graph.blocks ?? []) {
    const isEmpty = !graph.layers.some((node) => node.block === value);
    if (isEmpty || !isTogether(graph.layers, value)) throw new StudioError('blockNotTogether', { name: title });
  }
  const count = expandedCount(graph);
  if (count > MAX_EXPANDED_LAYERS) throw new StudioError('modelTooLong', { count, limit: MAX_EXPANDED_LAYERS });
}

function checkHeader(value: unknown): void {
  const header = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  if (header.format !== 'descent-studio/experiment')
    throw new StudioError('experimentFormat', { value: String(header.format ?? '–') });
  if (typeof header.version === 'number' && header.version > 1)
    throw new StudioError('experimentVersion', { value: header.version, known: 1 });
}

/** What the schema did not take, as an error of the file: an unknown field, or a value that is not as expected. */
export function issueError(issue: v.BaseIssue<unknown>, file: 'experiment' | 'layers' = 'experiment'): StudioError {
  const where = v.getDotPath(issue) ?? '–';
  const isExperiment = file === 'experiment';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return new StudioError(isExperiment ? 'experimentUnknownField' : 'layersUnknownField', { where });
  const value = typeof issue.input === 'object' ? JSON.stringify(issue.input)?.slice(0, 60) : String(issue.input);
  const detail = { where, value: value ?? '–', expected: issue.expected ?? issue.message };
  return new StudioError(isExperiment ? 'experimentField' : 'layersField', detail);
}

function checkInitializer(where: string, plan: InitializerPlan | null | undefined): void {
  if (plan) checkParams(where, initializer(plan.id).params, plan.params);
}

function checkSchedule(where: string, plan: SchedulePlan | null | undefined): void {
  if (!plan) return;
  if (!isPiecewise(plan)) return checkParams(where, scheduleParams(plan.id), plan.params);
  const wrong = piecewiseProblem(plan.params);
  if (wrong) throw new StudioError(wrong.code, wrong.detail);
}

function checkParams(where: string, specs: Parameters<typeof paramProblems>[0], values: ParamValues): void {
  const [wrong] = paramProblems(specs, values);
  if (wrong) throw new StudioError(wrong.code, { ...wrong.detail, where });
}

function checkUnique(where: string, names: readonly string[]): void {
  const twice = names.find((candidate, index) => names.indexOf(candidate) !== index);
  if (twice !== undefined) throw new StudioError('experimentDuplicateName', { where, value: twice });
}
