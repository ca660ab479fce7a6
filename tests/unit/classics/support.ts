import fs from 'node:fs';
import type { ParamValues } from '#shared/domain/params.ts';
import { generator } from '#shared/random/generator.ts';
import { race } from '#shared/surfaces/race.ts';
import { racerById } from '#shared/surfaces/racer.ts';
import { surfaceById } from '#shared/surfaces/index.ts';
import { doubleNetwork, type DoubleNetwork, type ReferenceNetwork } from '#shared/verification/network.ts';
import { verifyReference } from '#shared/verification/verify.ts';

const folder = new URL('../../../../shared/reference/', import.meta.url);

/** The reference files stand beside the repository, not in it. */
export const hasReference = fs.existsSync(folder);

/** A reference file as it is. */
export function referenceFile(name: string): Record<string, unknown> {
  return JSON.parse(fs.readFileSync(new URL(name, folder), 'utf8'));
}

/** Verifies the cases (or the entries of one table) whose id is wanted; how many there were, and what failed. */
export async function verified(
  name: 'optimizers.json' | 'mlp.json',
  isWanted: (id: string) => boolean,
  table = 'cases',
): Promise<{ readonly count: number; readonly failed: readonly string[] }> {
  const { problems, networks, [table]: entries } = referenceFile(name);
  const wanted = (entries as { id?: string }[]).filter(({ id }) => isWanted(id ?? table));
  const report = await verifyReference(name, { problems, networks, [table]: wanted });
  return {
    count: report.total,
    failed: [...report.failed.map(({ id, what }) => `${id}: ${what}`), ...report.unsupported],
  };
}

/** A trace of ours in the ravine 0.1x² + 2y² from (−5, −2). */
export function ravineTrace(racer: string, h: ParamValues, steps: number): number[][] {
  const options = { surface: surfaceById('quadratic')!, params: {}, start: [-5, -2] as const, steps };
  return race({ ...options, racer: racerById(racer), h }).trace.map(({ theta }) => [...theta]);
}

/** ∂f of the ravine by one coordinate. */
export function ravineSlope(axis: number, value: number): number {
  return [0.2, 4][axis]! * value;
}

/** Every coordinate of the ravine for itself, with a rule written out by hand: `update` is given the step number from 1. */
export function byHand(
  start: readonly number[],
  steps: number,
  rule: () => (theta: number, axis: number, t: number) => number,
) {
  const updates = start.map(rule);
  const trace = [[...start]];
  for (let t = 1; t <= steps; t++) trace.push(trace.at(-1)!.map((theta, axis) => updates[axis]!(theta, axis, t)));
  return trace;
}

/** The largest difference of two traces, relative to 1 or more. */
export function deviation(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number {
  if (a.length !== b.length) return Infinity;
  return Math.max(
    ...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i]![j]!) / Math.max(1, Math.abs(value)))),
  );
}

/** A network of four inputs, six tanh units and three classes over made-up rows, with start weights. */
export function madeUpNetwork(rows: number): { readonly net: DoubleNetwork; readonly theta: Float64Array } {
  const random = generator(7, 'classics', 'rows');
  const inputs = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: 4 }, (_, i) => random.normal(4 * row + i)),
  );
  const network: ReferenceNetwork = {
    id: 'made-up',
    layers: [4, 6, 3],
    hidden_activation: 'tanh',
    loss: 'categorical_crossentropy',
    inputs,
    targets: inputs.map(([a = 0, b = 0]) => (a > 0.5 ? 0 : b > 0 ? 1 : 2)),
    initial_weights: [],
    mini_batches: [],
  };
  const net = doubleNetwork(network)!;
  const size = net.sizes.reduce((sum, part) => sum + part, 0);
  const weights = generator(7, 'classics', 'weights');
  return { net, theta: Float64Array.from({ length: size }, (_, i) => 0.5 * weights.normal(i)) };
}
