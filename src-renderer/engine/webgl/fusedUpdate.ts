import type * as tf from '@tensorflow/tfjs';
import { evaluate, mentions } from '#shared/algebra/evaluate.ts';
import { plainSymbols, ruleExpressions } from '#shared/algebra/ruleExpressions.ts';
import type { Expression } from '#shared/algebra/expression.ts';
import type { ParamValues } from '#shared/domain/params.ts';
import type { UpdateRule } from '#shared/optimizers/rule.ts';
import type { RuleState } from '#shared/optimizers/step.ts';
import { compileShader, edgeUniforms, inputName, type Shader } from './glsl.ts';
import { asMatrices, runPacked, texelsOf } from './programs/packed.ts';

type State = RuleState<tf.Tensor>;

/** One update of one weight tensor on the GPU. Call inside tf.tidy. */
export type FusedUpdate = (state: State, grad: tf.Tensor, learningRate: number) => State;

/** What becomes of a slot or of θ: a program, or a plain number for slots that are one number. */
type Target = { readonly name: string } & ({ readonly shader: Shader } | { readonly scalar: Expression });

/**
 * The rule as fused programs, one per slot and one for θ, generated from its expression; null when the rule is not element-wise. A
 * stock chain of TF.js operations makes ten to thirty programs of the same update.
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
    const run = (target: Target): tf.Tensor | number =>
      'scalar' in target ? evaluate(target.scalar, numbers) : runShader(target.shader, tensors, numbers);
    const [theta, ...slots] = (t === 1 ? first : later).map((target) => [target.name, run(target)] as const);
    return { theta: theta![1], slots: Object.fromEntries(slots), updates: t };
  };
}

function targetsOf(rule: UpdateRule, h: ParamValues, isFirst: boolean): Target[] | null {
  const out = ruleExpressions(rule, h, plainSymbols, isFirst);
  const scalars = rule.scalarSlots ?? [];
  const slotNames = out.slots.map(({ name }) => name).filter((name) => !scalars.includes(name));
  const tensors = new Set(['theta', 'grad', ...slotNames.map((name) => `slot:${name}`)]);
  const targets: Target[] = [];
  for (const { name, value } of [{ name: 'theta', value: out.theta }, ...out.slots]) {
    const shader = mentions(value, tensors) ? compileShader(value, tensors) : null;
    if (shader) targets.push({ name, shader });
    else if (scalars.includes(name)) targets.push({ name, scalar: value });
    else return null;
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

function runShader(shader: Shader, tensors: (name: string) => tf.Tensor, numbers: (name: string) => number): tf.Tensor {
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
  return runPacked(program, inputs, [[rows, columns], [inRow, inMatrix], ...values]);
}
