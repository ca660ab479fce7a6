import type * as tf from '@tensorflow/tfjs';
import { evaluate, mentions } from '#shared/algebra/evaluate.ts';
import { plainSymbols, ruleExpressions } from '#shared/algebra/ruleExpressions.ts';
import type { Expression } from '#shared/algebra/expression.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import type { RuleState } from '#shared/optimizers/step.ts';
import { compileShader, edgeUniforms, inputName, type Shader } from './glsl.ts';
import { asMatrices, runPackedMany, texelsOf } from './programs/packed.ts';

type State = RuleState<tf.Tensor>;

/** One update of one weight tensor on the GPU. Call inside tf.tidy. */
export type FusedUpdate = (state: State, grad: tf.Tensor, learningRate: number) => State;

/** What becomes of slots and θ: a program that writes some of them, or a plain number for a slot that is one number. */
type Target =
  | { readonly names: readonly string[]; readonly shader: Shader }
  | { readonly names: readonly [string]; readonly scalar: Expression };

/** Textures that every WebGL 2 writes at once. */
const MOST_OUTPUTS = 4;

/**
 * The rule as fused programs, generated from its expression: one writes θ and all slots of a tensor together (four at a time). Null when the rule
 * is not element-wise. A stock chain of TF.js operations makes ten to thirty programs of the same update.
 */
export function fuseUpdate(rule: UpdateRule, h: ParamValues): FusedUpdate | null {
  const first = targetsOf(rule, h, true);
  const later = targetsOf(rule, h, false);
  if (!first || !later) return null;
  return (state, grad, learningRate) => {
    const t = state.updates + 1;
    const numbers = numbersOf(state, h, t, learningRate);
    const tensors = (name: string): tf.Tensor => {
      if (name === 'theta') return state.theta as tf.Tensor;
      return name === 'grad' ? grad : (state.slots[name.slice('slot:'.length)] as tf.Tensor);
    };
    const entries = (t === 1 ? first : later).flatMap((target): [string, tf.Tensor | number][] => {
      if ('scalar' in target) return [[target.names[0], evaluate(target.scalar, numbers)]];
      const made = runShader(target.shader, target.names.length, tensors, numbers);
      return target.names.map((name, i) => [name, made[i]!]);
    });
    const after = new Map(entries);
    const slots = Object.keys(state.slots).map((name) => [name, after.get(name)!] as const);
    return { theta: after.get('theta')!, slots: Object.fromEntries(slots), updates: t };
  };
}

function targetsOf(rule: UpdateRule, h: ParamValues, isFirst: boolean): Target[] | null {
  const out = ruleExpressions(rule, h, plainSymbols, isFirst);
  const scalars = rule.scalarSlots ?? [];
  const slotNames = out.slots.map(({ name }) => name).filter((name) => !scalars.includes(name));
  const tensors = new Set(['theta', 'grad', ...slotNames.map((name) => `slot:${name}`)]);
  const all = [{ name: 'theta', value: out.theta }, ...out.slots];
  const onDevice = all.filter(({ value }) => mentions(value, tensors));
  const plain = all.filter((each) => !onDevice.includes(each));
  if (!plain.every(({ name }) => scalars.includes(name))) return null;
  const targets: Target[] = plain.map(({ name, value }) => ({ names: [name], scalar: value }));
  for (let from = 0; from < onDevice.length; from += MOST_OUTPUTS) {
    const group = onDevice.slice(from, from + MOST_OUTPUTS);
    const shader = compileShader(
      group.map(({ value }) => value),
      tensors,
    );
    if (!shader) return null;
    targets.push({ names: group.map(({ name }) => name), shader });
  }
  return targets;
}

function numbersOf(state: State, h: ParamValues, t: number, learningRate: number): (name: string) => number {
  return (name) => {
    if (name === 't') return t;
    if (name === 'learningRate') return learningRate;
    return Number(name.startsWith('slot:') ? state.slots[name.slice(5)] : h[name.slice(2)]);
  };
}

function runShader(
  shader: Shader,
  outputs: number,
  tensors: (name: string) => tf.Tensor,
  numbers: (name: string) => number,
): tf.Tensor[] {
  const inputs = shader.inputs.map(tensors);
  const { shape } = inputs[0]!;
  const program = {
    inputs: shader.inputs.map((_, i) => inputName(i)),
    outputShape: shape,
    uniforms: [...edgeUniforms, ...shader.uniforms.map((_, i) => ({ name: `u${i}`, type: 'float' as const }))],
    code: shader.code,
  };
  const [, rows, columns] = asMatrices(shape);
  const { inRow, inMatrix } = texelsOf(shape);
  const values = shader.uniforms.map((uniform) => [evaluate(uniform, numbers)]);
  return runPackedMany(program, inputs, [[rows, columns], [inRow, inMatrix], ...values], outputs);
}
