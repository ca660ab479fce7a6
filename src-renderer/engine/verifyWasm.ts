import type { ParamValues } from '#shared/domain/params.ts';
import type { ClippingPlan } from '#shared/domain/experiment.ts';
import type { LossBatch, LossValue } from '#shared/losses/loss.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import type { RulePath, VerifyBackend } from '#shared/verification/backend.ts';
import { ArenaScope } from './cpu/arenaScope.ts';
import { batchBytes, writeRows } from './cpu/batch.ts';
import { clipper } from './cpu/clipping.ts';
import { arenaOf, createCpuExecutor } from './cpu/executor.ts';
import type { Kernels } from './cpu/kernels.ts';
import { cpuLoss } from './cpu/losses.ts';
import { Parameters } from './cpu/parameters.ts';
import { planModel } from './cpu/plan.ts';
import { layTensors, type WeightLayout } from './cpu/weightLayout.ts';
import type { TrainingParts } from './trainingParts.ts';
import { smoothOver, type Passes } from './verifyCurvature.ts';
import { networkOn, networkParts } from './verifyNetwork.ts';

/** Reference files on the CPU engine: its compiled rules, clipping, losses, layers and runs. */
export function wasmBackend(kernels: Kernels): VerifyBackend {
  return {
    precision: 'float32',
    startRule: (rule, h, theta) => rulePath(kernels, rule, h, theta),
    clip: (gradients, plan) => Promise.resolve(clip(kernels, gradients, plan)),
    loss: (id, batch) => Promise.resolve(lossOf(kernels, id, batch)),
    openNetwork(network) {
      const parts = networkParts(network);
      if (!parts) return null;
      const scope = new ArenaScope(arenaOf(kernels));
      const executor = createCpuExecutor({ kernels, ...parts });
      const smooth = () => smoothOver(passes(kernels, scope, parts), parts);
      return networkOn(executor, network, smooth, () => scope.dispose());
    },
  };
}

/** Takes room for tensors and writes them, with zeros in between. */
function place(scope: ArenaScope, { bytes, offsets }: WeightLayout, tensors: readonly Float64Array[]): number {
  const area = scope.take(bytes);
  scope.arena.floats(area, bytes / 4).fill(0);
  tensors.forEach((values, i) => scope.arena.write(area + offsets[i]!, Float32Array.from(values)));
  return area;
}

function rulePath(kernels: Kernels, rule: UpdateRule, h: ParamValues, theta: Float64Array): RulePath {
  const scope = new ArenaScope(arenaOf(kernels));
  const layout = layTensors([theta.length]);
  const contender = { name: rule.id, optimizer: rule.id, params: h, slot: 1 };
  const begin = { id: rule.id, weights: [Float32Array.from(theta)] };
  const parameters = new Parameters(scope, kernels.memory, layout, contender, begin);
  const gradients = place(scope, layout, []);
  return {
    theta: () => Promise.resolve(Float64Array.from(parameters.read()[0]!)),
    gradientPoint(learningRate) {
      parameters.prepare(learningRate);
      return Promise.resolve(Float64Array.from(scope.arena.read(parameters.points[0]![0]!, theta.length)));
    },
    update(gradient, learningRate) {
      scope.arena.write(gradients, Float32Array.from(gradient));
      parameters.update(gradients, learningRate, new Float64Array(2), 0);
      return Promise.resolve();
    },
    dispose: () => scope.dispose(),
  };
}

function clip(kernels: Kernels, gradients: readonly Float64Array[], plan: ClippingPlan): Float64Array[] {
  const scope = new ArenaScope(arenaOf(kernels));
  const layout = layTensors(gradients.map(({ length }) => length));
  const area = place(scope, layout, gradients);
  const { offsets, counts } = layout;
  const squares = offsets.map((offset, i) => kernels.sumSquares(area + offset, counts[i]!));
  clipper(kernels, area, layout, plan)(squares, 0);
  const clipped = offsets.map((offset, i) => Float64Array.from(scope.arena.read(area + offset, counts[i]!)));
  scope.dispose();
  return clipped;
}

function lossOf(kernels: Kernels, id: string, { logits, targets, rows, units }: LossBatch): LossValue {
  const scope = new ArenaScope(arenaOf(kernels));
  const layout = layTensors([logits.length, targets.length, logits.length]);
  const area = place(scope, layout, [logits, targets]);
  const [atLogits, atTargets, atGradient] = layout.offsets.map((offset) => area + offset) as [number, number, number];
  const sums = scope.take(16);
  cpuLoss(kernels, id)(atLogits, atTargets, atGradient, sums, rows, units);
  const loss = scope.arena.f64[sums / 8]! / rows;
  const gradient = Float64Array.from(scope.arena.read(atGradient, logits.length));
  scope.dispose();
  return { loss, gradient };
}

function passes(kernels: Kernels, scope: ArenaScope, { check, data, batchSize, loss }: TrainingParts): Passes {
  const { arena } = scope;
  const rows = data.split.train;
  const plan = planModel(kernels, (bytes) => place(scope, layTensors([bytes / 4]), []), check, batchSize);
  const { layout, logitsGradient, units } = plan;
  const masks = plan.masks(0, 0);
  const x = scope.take(batchBytes(data, rows.length));
  writeRows(data, arena, x, rows);
  const area = place(scope, layout, []);
  const forward = (weights: readonly Float32Array[]): number => {
    weights.forEach((values, i) => arena.write(area + layout.offsets[i]!, values));
    return plan.forward(x, layout.byLayer(area), rows.length, masks);
  };
  return {
    sizes: layout.counts,
    logits: (weights) => arena.read(forward(weights), rows.length * units),
    pullBack(weights, dLogits) {
      forward(weights);
      arena.write(logitsGradient, dLogits);
      plan.backward(layout.byLayer(area), rows.length, masks);
      return layout.counts.map((count, i) => arena.read(plan.gradients + layout.offsets[i]!, count));
    },
    loss: (batch) => lossOf(kernels, loss, batch),
  };
}
