import type { Expression } from '#shared/algebra/expression.ts';
import * as op from './instructions.ts';
import type { VectorInputs } from './vectorCode.ts';
import type { Code, Local } from './wasmModule.ts';

/** A number the host passes: rounded to float32, as −1 or 0 (above 0 or not), or in double precision. */
export interface Parameter {
  readonly node: Expression;
  readonly kind: 'float' | 'flag' | 'double';
}

export interface HostNumbers {
  readonly parameters: ReadonlyMap<string, Parameter & { readonly input: Local }>;
  /** Spreads the numbers over vectors, before the loops. */
  prologue(): Code;
  readonly inputs: Pick<VectorInputs, 'splat' | 'mask' | 'double'>;
}

/** Collects the numbers a loop needs: constants are written into it, what changes from update to update becomes a parameter. */
export function hostNumbers(): HostNumbers {
  const parameters = new Map<string, Parameter & { readonly input: Local }>();
  const vectors = new Map<string, { readonly vector: Local; readonly code: Code }>();
  const keys = new Map<Expression, number>();
  const keyOf = (kind: string, node: Expression): string =>
    `${kind} ${node.kind === 'number' ? `of ${node.value}` : entry(keys, node, () => keys.size)}`;
  const passed = (kind: Parameter['kind'], node: Expression, type: Local['type']): Local =>
    entry(parameters, keyOf(kind, node), () => ({ node, kind, input: { type } })).input;
  const spread = (key: string, code: () => Code): Local =>
    entry(vectors, key, () => ({ vector: { type: 'v128' } as const, code: code() })).vector;
  return {
    parameters,
    prologue: () => [...vectors.values()].flatMap(({ vector, code }) => [...code, ...op.set(vector)]),
    inputs: {
      splat: (node) =>
        spread(keyOf('float', node), () =>
          node.kind === 'number'
            ? op.f32x4Const(node.value)
            : [...op.get(passed('float', node, 'f32')), ...op.f32x4Splat],
        ),
      mask: (node) => spread(keyOf('flag', node), () => [...op.get(passed('flag', node, 'i32')), ...op.i32x4Splat]),
      double: (node) => passed('double', node, 'f64'),
    },
  };
}

/** The value of a key, made when it is asked for first. */
export function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const before = map.get(key);
  if (before !== undefined) return before;
  const value = make();
  map.set(key, value);
  return value;
}
