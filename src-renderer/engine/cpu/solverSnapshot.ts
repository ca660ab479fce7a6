import { StudioError } from '#shared/result.ts';
import type { PackedMemory, Solver, SolverState } from '#shared/solvers/solver.ts';
import type { Vector } from '#shared/solvers/vector.ts';
import type { ParameterSnapshot } from '../executor.ts';
import type { FlatWeights } from './flatWeights.ts';

/** What is kept beside a solver's own memory. */
const own = { evaluations: 'evaluations', isDone: 'isDone', value: 'knownValue', gradient: 'knownGradient' } as const;

type State = SolverState<unknown>;

/** The state with every vector rounded to float32, as all weights and slots are kept: a checkpoint then holds it to the bit. */
export function roundedState({ pack, unpack }: Solver, state: State): State {
  const packed = Object.entries(pack(state.memory)).map(([name, value]) => [name, rounded(value)] as const);
  const { known } = state;
  return {
    ...state,
    theta: rounded(state.theta),
    memory: unpack(Object.fromEntries(packed)),
    known: known && { ...known, gradient: rounded(known.gradient) },
  };
}

function rounded<V extends Vector | number>(value: V): V {
  return (typeof value === 'number' ? value : value.map(Math.fround)) as V;
}

/** A rounded state as snapshots of the trained tensors, each with its stretch of every vector and with every number. */
export function stateSnapshots(
  { pack }: Solver,
  { theta, memory, gradientEvaluations, done, known }: State,
  { places }: FlatWeights,
  updates: number,
): ParameterSnapshot[] {
  const all: PackedMemory = {
    ...pack(memory),
    [own.evaluations]: gradientEvaluations,
    [own.isDone]: Number(done),
    ...(known && { [own.value]: known.value, [own.gradient]: known.gradient }),
  };
  return places.map(({ from, count }) => {
    const stretch = (vector: Vector): Float32Array => Float32Array.from(vector.subarray(from, from + count));
    const slots = Object.entries(all).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : stretch(value),
    ]);
    return { theta: stretch(theta), slots: Object.fromEntries(slots), updates };
  });
}

/** The state in the snapshots of the trained tensors; throws `snapshotMismatch` where they are not of this model. */
export function stateOf(
  id: string,
  { unpack, start }: Solver,
  params: Parameters<Solver['start']>[1],
  snapshots: readonly ParameterSnapshot[],
  { places, size }: FlatWeights,
): State {
  const fits =
    snapshots.length === places.length && snapshots.every(({ theta }, i) => theta.length === places[i]!.count);
  if (!fits) throw new StudioError('snapshotMismatch', { name: id });
  const joined = (part: (snapshot: ParameterSnapshot) => Float32Array | number | undefined): Vector => {
    const vector = new Float64Array(size);
    snapshots.forEach((snapshot, i) => {
      const values = part(snapshot);
      if (typeof values !== 'object' || values.length !== places[i]!.count)
        throw new StudioError('snapshotMismatch', { name: id });
      vector.set(values, places[i]!.from);
    });
    return vector;
  };
  const slots = Object.entries(snapshots[0]?.slots ?? {});
  const packed: PackedMemory = Object.fromEntries(
    slots.map(([name, value]) => [name, typeof value === 'number' ? value : joined((each) => each.slots[name])]),
  );
  const { [own.evaluations]: evaluations, [own.isDone]: isDone, ...rest } = packed;
  const { [own.value]: value, [own.gradient]: gradient, ...memory } = rest;
  return {
    ...start(
      joined(({ theta }) => theta),
      params,
    ),
    memory: unpack(memory),
    gradientEvaluations: Number(evaluations),
    done: isDone === 1,
    known: typeof value === 'number' && typeof gradient === 'object' ? { value, gradient } : null,
  };
}
