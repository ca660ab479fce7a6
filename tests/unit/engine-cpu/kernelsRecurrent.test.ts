import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { activationCodes, gateCodes } from '#renderer/engine/cpu/kernels.ts';
import { builds, normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { relativeError } from '../../support/plainKernels.ts';
import {
  plainGates,
  plainRecurrence,
  plainRecurrenceGradients,
  type PlainSizes,
  type PlainWeights,
} from '../../support/plainRecurrence.ts';

const kinds = ['lstm', 'gruAfter', 'gruBefore'] as const;
type Kind = (typeof kinds)[number];
const gateNames = ['sigmoid', 'hardSigmoid'] as const;
type Gate = (typeof gateNames)[number];
type Bend = 'tanh' | 'sigmoid';

/** Units are padded to whole groups of four before the kernels; everything else may be odd, or 1. */
const sizes: readonly PlainSizes[] = [
  { steps: 1, rows: 1, units: 4, returnsSequences: false },
  { steps: 3, rows: 2, units: 4, returnsSequences: true },
  { steps: 2, rows: 5, units: 8, returnsSequences: false },
  { steps: 4, rows: 1, units: 12, returnsSequences: true },
];
const cases = kinds.flatMap((kind) =>
  gateNames.flatMap((gate) => sizes.map((own, i) => [kind, gate, i % 2 === 0 ? 'tanh' : 'sigmoid', own] as const)),
);

/** The exact values are the same for both builds. */
const exactly = new Map<string, Exact>();

interface Exact {
  readonly weights: PlainWeights;
  readonly dy: Float64Array;
  /** Of all steps, as the kernels have them in any case. */
  readonly h: Float64Array;
  readonly dz: Float64Array;
}

function exact(kind: Kind, gate: Gate, activation: Bend, own: PlainSizes): Exact {
  const key = JSON.stringify([kind, gate, activation, own]);
  const wide = plainGates[kind] * own.units;
  // Wide enough that of the hard gates some are shut, some open and some between.
  const weights: PlainWeights = [
    Float64Array.from(normals(own.steps * own.rows * wide, 'z'), (value) => Math.fround(2 * value)),
    Float64Array.from(normals(own.units * wide, 'u'), (value) => Math.fround(value / 2)),
    Float64Array.from(normals(wide, 'bias')),
  ];
  const dy = Float64Array.from(normals((own.returnsSequences ? own.steps : 1) * own.rows * own.units, 'dy'));
  const bends = { activation, recurrentActivation: gate };
  const made = exactly.get(key) ?? {
    ...{ weights, dy, h: plainRecurrence(kind, { ...own, returnsSequences: true }, bends, weights) },
    dz: plainRecurrenceGradients(kind, own, bends, weights, dy)[0]!,
  };
  exactly.set(key, made);
  return made;
}

/** States of all steps and the gradient of z, by the kernels. */
function found(
  bench: Bench,
  kind: Kind,
  codes: readonly [activation: number, gate: number],
  own: PlainSizes,
  of: Exact,
) {
  const { kernels } = bench;
  const { steps, rows, units, returnsSequences } = own;
  const [wide, state] = [plainGates[kind] * units, steps * rows * units];
  bench.scratch(kernels.recurrentScratch(units, wide));
  const [z, u, bias] = of.weights.map((values) => bench.put(values)) as [number, number, number];
  const [h, c, bent, q] = [state, state, state, steps * rows * wide].map((count) => bench.room(count));
  const [room, dh] = [bench.room(rows * units), bench.put(of.dy)];
  const stepBytes = returnsSequences ? 4 * rows * units : 0;
  const last = [steps, rows, units, ...codes] as const;
  if (kind === 'lstm') kernels.lstm(z, u, h!, c!, bent!, ...last);
  else if (kind === 'gruAfter') kernels.gruAfter(z, u, bias, q!, h!, ...last);
  else kernels.gruBefore(z, u, c!, h!, ...last);
  const states = bench.read(h!, state);
  if (kind === 'lstm') kernels.lstmGradient(z, u, c!, bent!, dh, stepBytes, room, ...last);
  else if (kind === 'gruAfter') kernels.gruAfterGradient(z, u, q!, h!, dh, stepBytes, ...last);
  else kernels.gruBeforeGradient(z, u, h!, dh, stepBytes, room, ...last);
  return { h: states, dz: bench.read(z, steps * rows * wide) };
}

describe.each(builds)('recurrent cells of the %s kernels', (build) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(build);
  });
  afterEach(() => bench.clear());

  it.each(cases)('%s with gates %s and %s, states and gradient as in doubles: %j', (kind, gate, activation, own) => {
    const of = exact(kind, gate, activation, own);
    const { h, dz } = found(bench, kind, [activationCodes[activation], gateCodes[gate]], own, of);
    expect(relativeError(h, of.h)).toBeLessThan(1e-6);
    expect(relativeError(dz, of.dz)).toBeLessThan(3e-6);
  });

  it('a hard gate is shut and open to the bit at its ends and beyond, has no slope there, and what is no number stays none', () => {
    // One step of an LSTM whose four gates are all told the same; cell and candidate are linear.
    const z = [-1e30, -2.5, 0, 2.5, 1e30, NaN, -2.4, 2.4];
    const all = Float32Array.from({ length: 32 }, (_, i) => (i >= 16 && i < 24 ? 1 : z[i % 8]!));
    bench.scratch(bench.kernels.recurrentScratch(8, 32));
    const [own, u, h, c, bent, dc] = [
      bench.put(all),
      bench.put(new Float32Array(256)),
      ...[8, 8, 8, 8].map(bench.room),
    ];
    const last = [1, 1, 8, activationCodes.linear, gateCodes.hardSigmoid] as const;
    bench.kernels.lstm(own, u, h!, c!, bent!, ...last);
    const gates = [0, 0, 0.5, 1, 1, NaN];
    expect([...bench.read(own, 6)]).toEqual(gates);
    expect([...bench.read(h!, 6)]).toEqual(gates.map((gate) => gate * gate));
    bench.kernels.lstmGradient(own, u, c!, bent!, bench.put(new Float32Array(8).fill(1)), 0, dc!, ...last);
    const slope = Math.fround(0.2);
    const ofOutput = bench.read(own + 4 * 24, 8);
    expect([...ofOutput.subarray(0, 5)]).toEqual([0, 0, 0.5 * slope, 0, 0].map(Math.fround));
    expect([ofOutput[5], ofOutput[6]! > 0, ofOutput[7]! > 0]).toEqual([NaN, true, true]);
  });
});
