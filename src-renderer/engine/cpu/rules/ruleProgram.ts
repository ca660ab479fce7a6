import { evaluate, mentions } from '#shared/algebra/evaluate.ts';
import { symbol, type Expression } from '#shared/algebra/expression.ts';
import { plainSymbols, ruleExpressions, type RuleExpressions } from '#shared/algebra/ruleExpressions.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import type { Parameter } from './hostNumbers.ts';
import { normalForm, normSymbol, type NormalForm } from './normalForm.ts';
import { passesOf, type Passes, type Target } from './rulePasses.ts';
import type { VectorLoop } from './vectorLoop.ts';
import { wasmModule } from './wasmModule.ts';

/** One weight tensor under its rule. Addresses are byte offsets into the memory the program was compiled for, best 16-byte aligned. */
export interface WeightState {
  /** Address of θ: `count` float32 values. No padding is read or written. */
  readonly theta: number;
  /** By slot name: the address of as many float32 values as θ has, or, for slots in `scalarSlots`, the number itself (replaced by an update). */
  readonly slots: Record<string, number>;
  /** Updates made so far; an update counts it up. */
  updates: number;
}

/** A rule with its hyperparameters, compiled for one memory. */
export interface RuleProgram {
  /** Slots that are tensors, in the rule's order. */
  readonly tensorSlots: readonly string[];
  /** Slots that are one number for the whole tensor. */
  readonly scalarSlots: readonly string[];
  /**
   * One update in place: θ and every slot in one pass. `grad` is an address that overlaps none of them; it is left as it is. Returns Σ Δθ² and
   * Σ θ² (before it), in double precision.
   */
  update(state: WeightState, grad: number, count: number, learningRate: number): readonly number[];
  /** Writes where the gradient is to be taken to `out`; null when that is θ itself. `out` overlaps neither θ nor a slot. */
  readonly gradientPoint: ((state: WeightState, out: number, count: number, learningRate: number) => void) | null;
}

/** Everything the first update or the later ones are made of. */
interface Variant {
  readonly update: Passes;
  readonly scalars: readonly { readonly name: string; readonly value: Expression }[];
  readonly gradientPoint: Passes | null;
}

/**
 * Compiles a rule for a memory: every update of a tensor is one loop over its elements (after one more where the rule needs norms). What
 * has no tensor in it is computed in double precision before each update and passed to the loop in float32. Throws an Error (a defect) for
 * an operation that has no code.
 */
export function compileRule(rule: UpdateRule, h: ParamValues, memory: WebAssembly.Memory): RuleProgram {
  const scalarSlots = rule.slots(h).filter((slot) => rule.scalarSlots?.includes(slot));
  const tensorSlots = rule.slots(h).filter((slot) => !scalarSlots.includes(slot));
  const tensors = new Set(['theta', 'grad', ...tensorSlots.map(slotSymbol)]);
  const form = normalForm(tensors, (name) => (name.startsWith('h:') ? Number(h[name.slice(2)]) : null));
  const variantOf = (name: string, isFirst: boolean): Variant =>
    planVariant(name, ruleExpressions(rule, h, plainSymbols, isFirst), form, tensors);
  const first = variantOf('first', true);
  const later = variantOf('later', false);
  const run = runner(instantiate([first, later], memory));

  const updateWith = ({ update, scalars }: Variant, state: WeightState, grad: number, count: number, rate: number) => {
    const numbers = numbersOf(state, rate);
    const sums = run(update, { state, grad, out: 0, count }, numbers);
    const values = scalars.map(({ value }) => evaluate(value, numbers));
    scalars.forEach(({ name }, i) => (state.slots[name] = values[i]!));
    state.updates += 1;
    return sums;
  };
  return {
    tensorSlots,
    scalarSlots,
    update: (state, grad, count, learningRate) =>
      updateWith(state.updates === 0 ? first : later, state, grad, count, learningRate),
    gradientPoint:
      later.gradientPoint &&
      ((state, out, count, learningRate) => {
        const { gradientPoint } = state.updates === 0 ? first : later;
        run(gradientPoint!, { state, grad: 0, out, count }, numbersOf(state, learningRate));
      }),
  };
}

const slotSymbol = (slot: string): string => `slot:${slot}`;

function planVariant(name: string, rule: RuleExpressions, form: NormalForm, tensors: ReadonlySet<string>): Variant {
  const all = rule.slots.map((slot) => ({ name: slot.name, value: form.of(slot.value) }));
  const slots = all.filter((slot) => tensors.has(slotSymbol(slot.name)));
  const scalars = all.filter((slot) => !slots.includes(slot));
  const perElement = new Set([...tensors, ...form.norms.map((_, index) => normSymbol(index))]);
  for (const scalar of scalars)
    if (mentions(scalar.value, perElement)) throw new Error(`${scalar.name} is one number but depends on elements`);
  const targets: Target[] = [
    { store: 'theta', value: form.of(rule.theta) },
    ...slots.map((slot) => ({ store: slotSymbol(slot.name), value: slot.value })),
  ];
  const point = rule.gradientPoint && form.of(rule.gradientPoint);
  const theta = form.of(symbol('theta'));
  const change = form.of({ kind: 'binary', operator: 'sub', a: targets[0]!.value, b: theta });
  return {
    update: passesOf(name, targets, form, tensors, [change, theta]),
    scalars,
    gradientPoint: point && passesOf(`${name}Point`, [{ store: 'out', value: point }], form, tensors),
  };
}

function instantiate(variants: readonly Variant[], memory: WebAssembly.Memory): WebAssembly.Exports {
  const passes = variants.flatMap(({ update, gradientPoint }) => (gradientPoint ? [update, gradientPoint] : [update]));
  const loops = passes.flatMap(({ norms, write }) => [...norms.map(({ loop }) => loop), write]);
  const bytes = wasmModule(
    loops.map(({ code }) => code),
    [{ name: 'power', parameters: ['f64', 'f64'], results: ['f64'] }],
  );
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { host: { memory, power: Math.pow } }).exports;
}

/** What the loops work on. */
interface Operands {
  readonly state: WeightState;
  readonly grad: number;
  readonly out: number;
  readonly count: number;
}

type Numbers = (name: string) => number;

function numbersOf(state: WeightState, learningRate: number): Numbers {
  return (name) => {
    if (name === 't') return state.updates + 1;
    if (name === 'learningRate') return learningRate;
    const slot = state.slots[name.slice('slot:'.length)];
    if (slot === undefined) throw new Error(`no number for ${name}`);
    return slot;
  };
}

/** Runs the loops of an update one after the other; norms found by one are numbers for the next. Gives the sums of the writing one. */
function runner(
  exports: WebAssembly.Exports,
): (passes: Passes, operands: Operands, numbers: Numbers) => readonly number[] {
  const call = ({ code, tensors, parameters }: VectorLoop, operands: Operands, numbers: Numbers): number[] => {
    const loop = exports[code.name] as (...values: number[]) => number | number[] | undefined;
    const addresses = tensors.map((tensor) => addressOf(tensor, operands));
    const sums = loop(...addresses, operands.count, ...parameters.map((parameter) => valueOf(parameter, numbers)));
    return typeof sums === 'object' ? sums : sums === undefined ? [] : [sums];
  };
  return (passes, operands, numbers) => {
    const norms = new Map<string, number>();
    const known: Numbers = (name) => norms.get(name) ?? numbers(name);
    for (const { loop, symbols } of passes.norms) {
      const sums = call(loop, operands, known);
      symbols.forEach((symbol, i) => norms.set(symbol, Math.sqrt(sums[i]!)));
    }
    return call(passes.write, operands, known);
  };
}

function addressOf(tensor: string, { state, grad, out }: Operands): number {
  if (tensor === 'theta') return state.theta;
  if (tensor === 'grad') return grad;
  return tensor === 'out' ? out : state.slots[tensor.slice('slot:'.length)]!;
}

function valueOf({ node, kind }: Parameter, numbers: Numbers): number {
  const value = evaluate(node, numbers);
  return kind === 'flag' ? (value > 0 ? -1 : 0) : value;
}
