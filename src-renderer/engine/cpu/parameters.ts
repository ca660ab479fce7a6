import { withDefaults, type ParamValues } from '#shared/domain/params.ts';
import { optimizer } from '#shared/optimizers/index.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import { initialSlots } from '#shared/optimizers/step.ts';
import type { Contender } from '#shared/domain/experiment.ts';
import { StudioError } from '#shared/result.ts';
import type { ParameterSnapshot } from '../executor.ts';
import type { ArenaScope } from './arenaScope.ts';
import { compileRule, type RuleProgram, type WeightState } from './rules/ruleProgram.ts';
import { isElementwise, restsAtZero } from './ruleScope.ts';
import type { LayerWeights, WeightLayout } from './weightLayout.ts';

/** A stretch of weights that the rule takes in one go: all of them, or one tensor where the rule must see tensors. */
interface Piece {
  readonly state: WeightState;
  /** Bytes from the start of every area. */
  readonly offset: number;
  readonly count: number;
}

/** Weights and slots of one contender, each an area in one block of memory, and the rule that moves them. End them with `dispose`. */
export class Parameters {
  /** Addresses of the weights the gradient is to be taken at, once `prepare` ran. */
  readonly points: LayerWeights;
  /** Addresses of the weights themselves. */
  readonly weights: LayerWeights;
  private readonly scope: ArenaScope;
  private readonly layout: WeightLayout;
  private readonly program: RuleProgram;
  /** Where the weights begin, in the layout's order; slots follow. */
  readonly area: number;
  private readonly pointArea: number;
  private readonly pieces: readonly Piece[];
  /** What the rule keeps of every tensor; null for those that are not trained. */
  private readonly states: readonly (WeightState | null)[];
  private disposed = false;

  constructor(scope: ArenaScope, memory: WebAssembly.Memory, layout: WeightLayout, contender: Contender, begin: Begin) {
    const { rule, h } = ruleOf(contender);
    this.scope = scope;
    this.layout = layout;
    this.program = compileRule(rule, h, memory);
    const { tensorSlots, gradientPoint } = this.program;
    const fresh = (theta: Float32Array, i: number): ParameterSnapshot =>
      layout.trained[i] ? freshParameter(rule, h, theta) : untrainedParameter(theta);
    const parts = begin.snapshot ?? begin.weights.map(fresh);
    checkSizes(begin.id, parts, layout, this.program);
    this.area = scope.take(layout.bytes + (tensorSlots.length + (gradientPoint ? 1 : 0)) * layout.trainedBytes);
    this.pointArea = this.slotArea(tensorSlots.length);
    this.write(parts);
    [this.pieces, this.states] = this.cut(isElementwise(rule, h) && restsAtZero(rule, h), parts);
    this.weights = layout.byLayer(this.area);
    this.points = gradientPoint ? layout.byLayer(this.pointArea, this.area) : this.weights;
  }

  /** Computes where the next gradient is to be taken. */
  prepare(learningRate: number): void {
    const { gradientPoint } = this.program;
    if (!gradientPoint) return;
    for (const { state, offset, count } of this.pieces)
      gradientPoint(state, this.pointArea + offset, count, learningRate);
  }

  /** One update with the gradients of this area; writes Σ Δθ² and Σ θ² (before it) over all weights to `sums` from `at` on. */
  update(gradients: number, learningRate: number, sums: Float64Array, at: number): void {
    sums[at] = sums[at + 1] = 0;
    for (const { state, offset, count } of this.pieces) {
      const [changed, before] = this.program.update(state, gradients + offset, count, learningRate);
      sums[at]! += changed!;
      sums[at + 1]! += before!;
    }
  }

  /** Copies of the weights, in layer order. */
  read(): Float32Array<ArrayBuffer>[] {
    return this.layout.counts.map((_, i) => this.readTensor(this.area, i));
  }

  /** Everything needed to continue exactly. */
  snapshot(): ParameterSnapshot[] {
    const { tensorSlots, scalarSlots } = this.program;
    const thetas = this.read();
    return thetas.map((theta, i) => {
      const state = this.states[i];
      if (!state) return untrainedParameter(theta);
      const { slots, updates } = state;
      const own = tensorSlots.map((slot, at): [string, Float32Array] => [slot, this.readTensor(this.slotArea(at), i)]);
      const numbers = scalarSlots.map((slot): [string, number] => [slot, slots[slot]!]);
      return { theta, slots: Object.fromEntries<Float32Array | number>([...own, ...numbers]), updates };
    });
  }

  /** False once they, or everything of their scope, was given back. */
  get alive(): boolean {
    return !this.disposed && !this.scope.ended;
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.scope.release(this.area);
  }

  private slotArea(at: number): number {
    return this.area + this.layout.bytes + at * this.layout.trainedBytes;
  }

  private readTensor(area: number, i: number): Float32Array<ArrayBuffer> {
    const { counts, offsets } = this.layout;
    return this.scope.arena.read(area + offsets[i]!, counts[i]!);
  }

  private write(parts: readonly ParameterSnapshot[]): void {
    const { arena } = this.scope;
    const { offsets, trained } = this.layout;
    const { tensorSlots } = this.program;
    // Between the tensors stand zeros, so that a rule over the whole area computes with numbers there too.
    arena.floats(this.area, (this.slotArea(tensorSlots.length) - this.area) / 4).fill(0);
    parts.forEach(({ theta, slots }, i) => {
      arena.write(this.area + offsets[i]!, theta);
      if (!trained[i]) return;
      tensorSlots.forEach((slot, at) => arena.write(this.slotArea(at) + offsets[i]!, slots[slot] as Float32Array));
    });
  }

  private cut(isWhole: boolean, parts: readonly ParameterSnapshot[]): [Piece[], (WeightState | null)[]] {
    const { counts, offsets, trained, trainedBytes } = this.layout;
    const first = parts.find((_, i) => trained[i]);
    if (!first) return [[], trained.map(() => null)];
    const { tensorSlots, scalarSlots } = this.program;
    const piece = (offset: number, count: number, { slots, updates }: ParameterSnapshot): Piece => {
      const areas = tensorSlots.map((slot, at): [string, number] => [slot, this.slotArea(at) + offset]);
      const numbers = scalarSlots.map((slot): [string, number] => [slot, slots[slot] as number]);
      const state = { theta: this.area + offset, slots: Object.fromEntries([...areas, ...numbers]), updates };
      return { state, offset, count };
    };
    const whole = isWhole ? piece(0, trainedBytes / 4, first) : null;
    const own = parts.map((part, i) => (trained[i] ? (whole ?? piece(offsets[i]!, counts[i]!, part)) : null));
    return [[...new Set(own.filter((each) => each !== null))], own.map((each) => each?.state ?? null)];
  }
}

/** What a contender begins with. */
interface Begin {
  readonly id: string;
  readonly weights: readonly Float32Array[];
  readonly snapshot?: readonly ParameterSnapshot[];
}

function ruleOf(contender: Contender): { rule: UpdateRule; h: ParamValues } {
  const rule = optimizer(contender.optimizer);
  return { rule, h: withDefaults(rule.params, contender.params) as ParamValues };
}

function freshParameter(rule: UpdateRule, h: ParamValues, theta: Float32Array): ParameterSnapshot {
  const slots = initialSlots<Float32Array>(rule, h, (value) => theta.map(() => value), theta);
  return { theta, slots: slots as ParameterSnapshot['slots'], updates: 0 };
}

/** A tensor that no rule moves has a value and nothing else. */
function untrainedParameter(theta: Float32Array): ParameterSnapshot {
  return { theta, slots: {}, updates: 0 };
}

/** A snapshot of another model or rule would be read as nonsense; throws `snapshotMismatch`. */
function checkSizes(
  id: string,
  parameters: readonly ParameterSnapshot[],
  { counts, trained }: WeightLayout,
  { tensorSlots, scalarSlots }: RuleProgram,
): void {
  const isSize = (value: Float32Array | number | undefined, count: number): boolean =>
    typeof value === 'object' && value.length === count;
  const updates = parameters.find((_, i) => trained[i])?.updates;
  const hasSlots = ({ slots, ...own }: ParameterSnapshot, count: number): boolean =>
    own.updates === updates &&
    tensorSlots.every((slot) => isSize(slots[slot], count)) &&
    scalarSlots.every((slot) => typeof slots[slot] === 'number');
  const fits =
    parameters.length === counts.length &&
    parameters.every((own, i) => isSize(own.theta, counts[i]!) && (!trained[i] || hasSlots(own, counts[i]!)));
  if (!fits) throw new StudioError('snapshotMismatch', { name: id });
}
