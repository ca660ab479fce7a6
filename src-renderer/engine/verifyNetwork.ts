import { float64Algebra } from '#shared/algebra/float64.ts';
import type { Contender } from '#shared/domain/experiment.ts';
import type { LayerNode } from '#shared/domain/layerGraph.ts';
import { checkModel, wantedActivation, type OutputDemand } from '#shared/domain/modelCheck.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { gradientPoint, initialSlots } from '#shared/optimizers/step.ts';
import type { PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { SmoothProblem } from '#shared/solvers/solver.ts';
import type { NetworkRun, OpenNetwork } from '#shared/verification/backend.ts';
import { joined, splitLike } from '#shared/verification/float64Backend.ts';
import { isClassifier, lossIdOf, startWeights, type ReferenceNetwork } from '#shared/verification/network.ts';
import type { Executor } from './executor.ts';
import { gradientNorm } from './measures.ts';
import type { TrainingParts } from './trainingParts.ts';

/** A network of a reference file as the executors train it; null where they have no such loss, activation or number of outputs. */
export function networkParts(network: ReferenceNetwork): TrainingParts | null {
  const [inputs, hidden, outputs] = network.layers;
  const loss = lossIdOf(network);
  if (!loss) return null;
  const demand: OutputDemand = isClassifier(network)
    ? { task: 'classification', units: outputs }
    : { task: 'regression', units: 1 };
  const dense = (id: string, units: number, activation: string): LayerNode => ({
    id,
    kind: 'dense',
    params: { units, activation },
  });
  const layers = [dense('hidden', hidden, network.hidden_activation), dense('output', outputs, wantedActivation(loss))];
  const check = checkModel({ layers }, [inputs], demand, loss);
  return check.ok ? { check, loss, data: networkData(network, demand), batchSize: network.inputs.length } : null;
}

/** The rows of the file as they are; all of them train. */
function networkData(network: ReferenceNetwork, demand: OutputDemand): PreparedData {
  const targets = network.targets.flat();
  const none = new Uint32Array();
  return {
    shape: { inputShape: [network.layers[0]], demand, classNames: null },
    split: { train: Uint32Array.from(network.inputs.keys()), validation: none, test: none },
    sampleSize: network.layers[0],
    preprocessing: { kind: 'table', classes: null },
    gather: (rows, out) => rows.forEach((row, i) => out.set(network.inputs[row]!, i * network.layers[0])),
    gatherTargets: (rows, out) => rows.forEach((row, i) => (out[i] = targets[row]!)),
  };
}

const contenderOf = (optimizer: string, params: ParamValues): Contender => ({
  name: optimizer,
  optimizer,
  params,
  slot: 1,
});

/** W1, b1, W2, b2. */
const TENSORS = [0, 1, 2, 3];

/** Its velocity after the first update is the gradient itself. */
const gradientKeeper = contenderOf('momentum', { form: 'lr_out', beta: 0, dampening: 0 });

const noWait = (): Promise<void> => Promise.resolve();

/** A reference network trained through the interface the trainer uses. `smooth` is for solvers, which the executors do not have. */
export function networkOn(
  executor: Executor,
  network: ReferenceNetwork,
  smooth: () => SmoothProblem,
  dispose: () => void,
): OpenNetwork {
  const start = startWeights(network);
  const sizes = start.map((values) => values.length);
  const tensors = (theta: Float64Array): Float32Array[] =>
    splitLike(theta, sizes).map((values) => Float32Array.from(values));
  const runAt = (contender: Contender, weights: Float32Array[]) =>
    executor.createRun({ id: 'verify', contender, weights });
  return {
    start(rule, h) {
      const weights = start.map((values) => Float32Array.from(values));
      return networkRun(executor, runAt(contenderOf(rule.id, h), weights), looksAhead(rule, h));
    },
    async gradient(theta, rows) {
      const run = runAt(gradientKeeper, tensors(theta));
      try {
        advance(executor, run, 1, rows, 0);
        const loss = (await run.flush())!.losses[0]!;
        const parameters = await run.snapshot();
        return { loss, gradient: joined(parameters.map(({ slots }) => slots.v as Float32Array)) };
      } finally {
        run.dispose();
      }
    },
    async evaluate(theta) {
      const run = runAt(gradientKeeper, tensors(theta));
      try {
        const { loss, score } = (await run.evaluate(Uint32Array.from(network.inputs.keys()), noWait))!;
        return { loss, accuracy: isClassifier(network) ? score : null };
      } finally {
        run.dispose();
      }
    },
    smooth,
    dispose() {
      executor.dispose();
      dispose();
    },
  };
}

type Run = ReturnType<Executor['createRun']>;

function advance(executor: Executor, run: Run, update: number, rows: readonly number[], learningRate: number): void {
  const batch = executor.loadBatch(0, update, Uint32Array.from(rows));
  run.advance(batch, update, learningRate);
  batch.dispose();
}

function networkRun(executor: Executor, run: Run, elsewhere: boolean): NetworkRun {
  let updates = 0;
  return {
    weights: async () => joined(await run.readWeights()),
    advance(rows, learningRate) {
      advance(executor, run, ++updates, rows, learningRate);
      return Promise.resolve();
    },
    async recorded() {
      const read = elsewhere ? null : await run.flush();
      const updateOf = (_: number, update: number): number => gradientNorm(read!.measures, TENSORS, update);
      return read && { losses: read.losses, gradientNorms: read.losses.map(updateOf) };
    },
    dispose: () => run.dispose(),
  };
}

/** True where the rule takes its gradient elsewhere than at θ: losses of its updates are taken there too. */
function looksAhead(rule: UpdateRule, h: ParamValues): boolean {
  const theta = new Float64Array(1);
  const slots = initialSlots(rule, h, () => new Float64Array(1), theta);
  return gradientPoint(float64Algebra, rule, h, { theta, slots, updates: 0 }, 1) !== theta;
}
