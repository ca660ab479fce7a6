import { rateOf } from '#shared/domain/contenderEdits.ts';
import { MAX_CONTENDERS, type Contender } from '#shared/domain/experiment.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import { ownRateAt, rateChanges } from '#shared/domain/runEvent.ts';
import type { Comparison } from '../training/comparison.ts';

/** One contender of a comparison with its runs, one per seed. */
export interface ContenderRuns {
  /** Unique within the comparison, also when runs of several experiments are shown together. */
  readonly key: string;
  readonly name: string;
  /** 1 … 10. */
  readonly slot: number;
  readonly contender: Contender;
  readonly runs: readonly RunRecord[];
}

/** The contender's own rate as it is now: changed by hand, or as it was set; 1 for a solver, whose step lengths are shares of it. */
export function currentRate({ contender, runs }: ContenderRuns): number {
  const changes = runs.flatMap(({ events }) => rateChanges(events)).sort((a, b) => a.step - b.step);
  return ownRateAt(rateOf(contender) ?? 1, changes, Infinity);
}

/**
 * Groups the runs of a comparison by contender. Within one experiment name and slot are the contender's own; a contender of another
 * experiment whose name or slot is taken gets a numbered name and the first free slot.
 */
export function contendersOf(comparison: Comparison): readonly ContenderRuns[] {
  const groups = new Map<string, RunRecord[]>();
  for (const run of comparison.runs) {
    const key = `${run.experimentId}/${run.contender.name}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const ordered = [...groups.entries()].sort((a, b) => place(comparison, a[1][0]!) - place(comparison, b[1][0]!));
  return ordered.reduce<ContenderRuns[]>((all, [key, runs]) => [...all, named(all, key, runs)], []);
}

function place(comparison: Comparison, run: RunRecord): number {
  if (run.experimentId !== comparison.record.id) return Number.MAX_SAFE_INTEGER;
  return comparison.record.experiment.contenders.findIndex((contender) => contender.name === run.contender.name);
}

function named(taken: readonly ContenderRuns[], key: string, runs: readonly RunRecord[]): ContenderRuns {
  const { contender } = runs[0]!;
  const sorted = [...runs].sort((a, b) => a.seed - b.seed);
  return { key, name: freeName(taken, contender.name), slot: freeSlot(taken, contender.slot), contender, runs: sorted };
}

function freeName(taken: readonly ContenderRuns[], wanted: string): string {
  const names = new Set(taken.map((group) => group.name));
  let name = wanted;
  for (let number = 2; names.has(name); number++) name = `${wanted} (${number})`;
  return name;
}

function freeSlot(taken: readonly ContenderRuns[], wanted: number): number {
  const slots = new Set(taken.map((group) => group.slot));
  for (let i = 0; i < MAX_CONTENDERS; i++) {
    const slot = ((wanted - 1 + i) % MAX_CONTENDERS) + 1;
    if (!slots.has(slot)) return slot;
  }
  return wanted;
}
