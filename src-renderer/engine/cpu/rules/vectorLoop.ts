import type { Expression } from '#shared/algebra/expression.ts';
import { entry, hostNumbers, type Parameter } from './hostNumbers.ts';
import * as op from './instructions.ts';
import { vectorCode, type VectorInputs } from './vectorCode.ts';
import type { Code, Local, WasmFunction } from './wasmModule.ts';

/** What a loop makes of a formula: the new values of a tensor, or the sum of the squares over all elements, in double precision. */
export type Output = { readonly value: Expression } & ({ readonly store: string } | { readonly sumSquares: true });

/** One loop over all elements. Arguments: the addresses of the tensors, the count, the parameters. Results: the sums of squares. */
export interface VectorLoop {
  readonly code: WasmFunction;
  readonly tensors: readonly string[];
  readonly parameters: readonly Parameter[];
}

/** Vectors per turn of the main loop; its overhead is the pointers. */
const unrolled = 2;
const vectorBytes = 16;
const floatBytes = 4;

/**
 * Writes one loop: all values of a group of elements are computed before any is stored, so tensors may be read and written. The elements
 * left at the end go one by one through the same arithmetic; nothing beside them is touched.
 */
export function vectorLoop(
  name: string,
  outputs: readonly Output[],
  isTensor: (node: Expression) => boolean,
): VectorLoop {
  const pointers = new Map<string, Local>();
  const { parameters, prologue, inputs } = hostNumbers();
  const pointer = (tensor: string): Local => entry(pointers, tensor, () => ({ type: 'i32' }));
  const sums = new Map(outputs.filter((output) => 'sumSquares' in output).map((output) => [output, newSum()]));
  const group = (access: Access): Code =>
    groupCode(outputs, { ...inputs, isTensor, load: (tensor) => access.load(pointer(tensor)) }, (output) =>
      'store' in output ? access.store(pointer(output.store)) : access.sum(sums.get(output)!),
    );
  const vectors = Array.from({ length: unrolled }, (_, i) => group(wholeVector(i * vectorBytes))).flat();
  const single = group(oneElement);
  const step = (elements: number): Code =>
    [...pointers.values()].flatMap((local) => op.advance(local, elements * floatBytes));
  const count: Local = { type: 'i32' };
  const perTurn = (unrolled * vectorBytes) / floatBytes;
  const body = [
    ...prologue(),
    ...op.loopWhileLeft(count, perTurn, [...vectors, ...step(perTurn)]),
    ...op.loopWhileLeft(count, 1, [...single, ...step(1)]),
    ...[...sums.values()].flatMap(totalOf),
  ];
  const inOrder = [...parameters.values()];
  return {
    code: {
      name,
      parameters: [...pointers.values(), count, ...inOrder.map(({ input }) => input)],
      results: [...sums.values()].map(() => 'f64' as const),
      body,
    },
    tensors: [...pointers.keys()],
    parameters: inOrder,
  };
}

/** Code for one group of elements: every value into a local of its own, then all of them to their places. */
function groupCode(outputs: readonly Output[], inputs: VectorInputs, sink: (output: Output) => Sink): Code {
  const code = vectorCode(
    outputs.map(({ value }) => value),
    inputs,
  );
  const results = outputs.map((output) => ({ output, local: { type: 'v128' } as Local }));
  return [
    ...results.flatMap(({ output, local }) => [...code(output.value), ...op.set(local)]),
    ...results.flatMap(({ output, local }) => sink(output)(local)),
  ];
}

/** Takes a computed vector to where it belongs. */
type Sink = (vector: Local) => Code;

/** A sum of squares on its way: the lower and upper halves of the vectors, and the elements left at the end. */
interface Sum {
  readonly halves: readonly [Local, Local];
  readonly rest: Local;
}

function newSum(): Sum {
  return { halves: [{ type: 'v128' }, { type: 'v128' }], rest: { type: 'f64' } };
}

function totalOf({ halves: [low, high], rest }: Sum): Code {
  const both = { type: 'v128' } as const;
  return [
    ...[...op.get(low), ...op.get(high), ...op.f64x2Add, ...op.tee(both), ...op.f64x2ExtractLane(0)],
    ...[...op.get(both), ...op.f64x2ExtractLane(1), ...op.f64Add, ...op.get(rest), ...op.f64Add],
  ];
}

/** How a group of elements is read, written and summed. */
interface Access {
  load(pointer: Local): Code;
  store(pointer: Local): Sink;
  sum(sum: Sum): Sink;
}

function wholeVector(offset: number): Access {
  return {
    load: (pointer) => [...op.get(pointer), ...op.v128Load(offset)],
    store: (pointer) => (vector) => [...op.get(pointer), ...op.get(vector), ...op.v128Store(offset)],
    sum:
      ({ halves: [low, high] }) =>
      (vector) => [
        ...addSquares(low, [...op.get(vector), ...op.f64x2PromoteLow]),
        ...addSquares(high, [...op.get(vector), ...op.get(vector), ...op.upperHalf, ...op.f64x2PromoteLow]),
      ],
  };
}

function addSquares(sum: Local, doubles: Code): Code {
  const value = { type: 'v128' } as const;
  const square = [...doubles, ...op.tee(value), ...op.get(value), ...op.f64x2Mul];
  return [...op.get(sum), ...square, ...op.f64x2Add, ...op.set(sum)];
}

const oneElement: Access = {
  load: (pointer) => [...op.get(pointer), ...op.v128Load32Zero],
  store: (pointer) => (vector) => [...op.get(pointer), ...op.get(vector), ...op.v128StoreLane0],
  sum:
    ({ rest }) =>
    (vector) => {
      const value = { type: 'f64' } as const;
      const double = [...op.get(vector), ...op.f32x4ExtractLane(0), ...op.f64PromoteF32, ...op.tee(value)];
      return [...op.get(rest), ...double, ...op.get(value), ...op.f64Mul, ...op.f64Add, ...op.set(rest)];
    },
};
