import { chosenStart, startsOrthogonal } from '../initializers/initialWeights.ts';
import { isTooLargeForOrthogonal } from '../initializers/orthogonal.ts';
import { dense } from '../layers/dense.ts';
import { layerKind } from '../layers/index.ts';
import { shapeSize, shapeText, type LayerProblem, type LayerRepair, type WeightSpec } from '../layers/kind.ts';
import { outputActivation } from '../layers/outputActivation.ts';
import { lossById } from '../losses/index.ts';
import type { LastActivation } from '../losses/loss.ts';
import { expandBlocks } from './blocks.ts';
import type { Task } from './dataset.ts';
import type { InitializerPlan, LayerGraph, LayerNode, Shape } from './layerGraph.ts';
import { startFits, startProblem } from './keptStart.ts';
import { inputsProblem, type LayerPlace, type DataIds } from './modelInputs.ts';
import { readersOf, sourcesOf } from './modelSources.ts';
import { trainedValues } from './trained.ts';
import { paramProblems, withDefaults } from './params.ts';

/** What a layer of a checked model is: its shapes and weights, or the problem that stops it, or the layer it waits for. */
export interface LayerRow {
  readonly node: LayerNode;
  /** Positions (from 0) of the layers it reads, −1 for the data; none where what it names is not there. */
  readonly sources: readonly number[];
  /** What these give, in the same order; none where it is not known. */
  readonly inputs: readonly Shape[];
  /** The first of them. */
  readonly inputShape: Shape | null;
  readonly outputShape: Shape | null;
  readonly weights: readonly WeightSpec[];
  readonly parameters: number | null;
  readonly problem: LayerProblem | null;
  /** Position (from 1) of the layer whose problem must be solved first. */
  readonly waitsFor: number | null;
}

export interface ModelCheck {
  /** Of the written-out model: a block that is repeated has its rows here as often. */
  readonly rows: readonly LayerRow[];
  readonly outputShape: Shape | null;
  readonly parameters: number;
  /** Those of them that training changes: neither frozen nor state. */
  readonly trainedParameters: number;
  readonly ok: boolean;
  readonly problems: number;
  /** Trouble of the model as a whole: no layer at all, or a loss that is not for this data. */
  readonly problem: LayerProblem | null;
  /** How weights start where a layer does not say otherwise; null is the usual start. */
  readonly initializer: InitializerPlan | null;
}

/** What the data asks of the model's last layer. */
export interface OutputDemand {
  readonly task: Task;
  /** Classes, or how many numbers: 1, or the values of a sample that is to be rebuilt. */
  readonly units: number;
}

/**
 * Shapes, parameter counts and problems of every layer for samples of this shape. Pure; runs at every keystroke. `ids`: what of the
 * data an embedding can read, as far as that is known.
 */
export function checkModel(
  graph: LayerGraph,
  inputShape: Shape,
  demand: OutputDemand,
  loss: string,
  ids: DataIds = 'some',
): ModelCheck {
  const rows: LayerRow[] = [];
  const layers = expandBlocks(graph);
  for (const at of layers.keys()) {
    const place = { layers, at, before: rows, data: inputShape, ids };
    rows.push(withStart(nextRow(place, rows), graph.initializer));
  }
  checkReaders(rows);
  checkLast(rows, demand, lossFits(loss, demand) ? loss : usualLoss(demand.task));
  checkTrained(rows);
  const problems = rows.filter((row) => row.problem).length;
  const whole = wholeProblem(rows, demand, loss);
  return {
    rows,
    outputShape: rows.at(-1)?.outputShape ?? null,
    parameters: rows.reduce((sum, row) => sum + (row.parameters ?? 0), 0),
    trainedParameters: trainedValues(rows),
    ok: problems === 0 && !whole,
    problems: problems + (whole ? 1 : 0),
    problem: whole,
    initializer: graph.initializer ?? null,
  };
}

function wholeProblem(rows: readonly LayerRow[], demand: OutputDemand, loss: string): LayerProblem | null {
  if (rows.length === 0) return { code: 'modelEmpty', detail: {}, repair: null };
  if (lossFits(loss, demand)) return null;
  const wanted = usualLoss(demand.task);
  return { code: lossMismatch(loss, demand), detail: { loss, wanted }, repair: { act: 'setLoss', loss: wanted } };
}

/** Why a loss is not for this data: it measures numbers and there are classes, the other way round, or it is for two classes only. */
function lossMismatch(loss: string, { task }: OutputDemand): string {
  const asks = lossById(loss).task;
  if (asks === task) return asks === 'regression' ? 'lossForOneNumber' : 'lossForTwoClasses';
  return asks === 'regression' ? 'lossForNumbers' : 'lossForClasses';
}

/** The row at this place, whose sources are among the rows before it. */
function nextRow(place: LayerPlace, before: readonly LayerRow[]): LayerRow {
  const { layers, at, data } = place;
  const node = layers[at]!;
  const found = sourcesOf(layers, at);
  if (!found.ok) return { ...emptyRow(node), problem: found.problem };
  const { sources } = found;
  const row = { ...emptyRow(node), sources };
  const open = sources.find((source) => source >= 0 && !before[source]!.outputShape);
  if (open !== undefined) return { ...row, waitsFor: before[open]!.waitsFor ?? open + 1 };
  const shapes = sources.map((source) => (source < 0 ? data : before[source]!.outputShape!));
  return checkLayer(row, shapes, place);
}

function emptyRow(node: LayerNode): LayerRow {
  const open = { inputShape: null, outputShape: null, parameters: null, problem: null, waitsFor: null };
  return { node, sources: [], inputs: [], weights: [], ...open };
}

function checkLayer(row: LayerRow, inputs: readonly Shape[], place: LayerPlace): LayerRow {
  const { node, sources } = row;
  const kind = layerKind(node.kind);
  const inputShape = inputs[0]!;
  const [wrong] = paramProblems(kind.params, node.params);
  if (wrong) return { ...row, inputShape, problem: { ...wrong, repair: null } };
  const params = withDefaults(kind.params, node.params);
  const miswired = inputsProblem(kind, sources, place);
  if (miswired) return { ...row, inputShape, problem: miswired };
  const result = kind.outputShape(inputShape, params, inputs);
  if (!result.ok) return { ...row, inputShape, problem: result.problem };
  const weights = kind.weights(inputShape, params);
  if (node.start && !startFits(node.start, weights))
    return { ...row, inputShape, problem: startProblem(node.start, weights) };
  const parameters = weights.reduce((sum, weight) => sum + shapeSize(weight.shape), 0);
  return { ...row, inputShape, inputs, outputShape: result.shape, weights, parameters };
}

/** Every layer but the last must be read: what nobody reads would be computed for nothing and never learn. */
function checkReaders(rows: LayerRow[]): void {
  const readers = readersOf(rows);
  if (rows.some((row) => row.problem && row.sources.length === 0)) return;
  for (const [index, row] of rows.slice(0, -1).entries())
    if (readers[index] === 0 && !row.problem && row.outputShape)
      rows[index] = { ...row, problem: { code: 'branchUnused', detail: {}, repair: { act: 'remove' } } };
}

/** A kernel that is too large to be made orthogonal stops its layer: it would take minutes. */
function withStart(row: LayerRow, ofModel: InitializerPlan | null | undefined): LayerRow {
  const large = row.weights.find(
    (weight) => startsOrthogonal(weight, chosenStart(weight, row.node, ofModel)) && isTooLargeForOrthogonal(weight),
  );
  if (!large) return row;
  return { ...row, problem: { code: 'orthogonalTooLarge', detail: { shape: shapeText(large.shape) }, repair: null } };
}

/** The last layer must give what the loss compares: one logit per class, or one number. */
function checkLast(rows: LayerRow[], demand: OutputDemand, loss: string): void {
  const last = rows.at(-1);
  if (!last?.outputShape) return;
  const wrong = outputProblem(last, demand, loss);
  if (wrong) rows[rows.length - 1] = { ...last, problem: wrong };
  for (const [index, row] of rows.slice(0, -1).entries())
    // As a layer of its own it is meant: over places or steps, as attention does it.
    if (!row.problem && outputActivation(row.node) === 'softmax')
      rows[index] = {
        ...row,
        problem: { code: 'softmaxInside', detail: {}, repair: setParam('activation', 'relu') },
      };
}

/** A model whose layers all work but are all frozen has nothing to learn; its last layer is the one to train. */
function checkTrained(rows: LayerRow[]): void {
  const last = rows.at(-1);
  if (!last || rows.some((row) => row.problem ?? row.waitsFor) || trainedValues(rows) > 0) return;
  rows[rows.length - 1] = { ...last, problem: { code: 'nothingToTrain', detail: {}, repair: { act: 'unfreeze' } } };
}

function setParam(name: string, value: number | string): LayerRepair {
  return { act: 'setParam', name, value };
}

function appendOutput(units: number, loss: string): LayerRepair {
  return { act: 'insertAfter', kind: 'dense', params: { units, activation: wantedActivation(loss) } };
}

function outputProblem(last: LayerRow, demand: OutputDemand, loss: string): LayerProblem | null {
  const shape = last.outputShape!;
  const units = wantedUnits(loss, demand);
  const detail = { shape: shapeText(shape), units };
  if (last.node.kind !== 'dense') return { code: 'lastMustBeDense', detail, repair: appendOutput(units, loss) };
  const isLoneSoftmax = shape[0] === 1 && last.node.params.activation === 'softmax';
  if (isLoneSoftmax && units > 1) return { code: 'softmaxOneUnit', detail, repair: setParam('units', units) };
  if (shape[0] !== units) return { code: 'lastUnits', detail, repair: setParam('units', units) };
  const wanted = wantedActivation(loss);
  const { activation } = withDefaults(dense.params, last.node.params);
  if (activation !== wanted)
    return { code: 'lastActivation', detail: { wanted, activation }, repair: setParam('activation', wanted) };
  return null;
}

/** The activation whose logits the loss is computed from. */
export function wantedActivation(loss: string): LastActivation {
  return lossById(loss).activation;
}

/** Units the last layer must have for this loss: one for each class, or one. */
export function wantedUnits(loss: string, { units }: OutputDemand): number {
  return lossById(loss).oneUnit ? 1 : units;
}

/** True where the loss can be computed for this task: over classes (some over two only), for a number, or (some) for many. */
export function lossFits(loss: string, demand: OutputDemand): boolean {
  const { task, oneUnit, eachValue } = lossById(loss);
  if (task === 'regression' && demand.units > 1 && !eachValue) return false;
  return task === demand.task && (!oneUnit || demand.units === 2);
}

/** The loss a task is usually trained with. */
export function usualLoss(task: Task): string {
  return task === 'classification' ? 'categoricalCrossentropy' : 'meanSquaredError';
}
