import type { RunEvent } from '#shared/domain/runEvent.ts';
import type { ContenderRuns } from './contenders.ts';

/** Something that was changed while a comparison trained. */
export interface Change {
  readonly event: RunEvent;
  /** Whose; null: of all alike. */
  readonly group: ContenderRuns | null;
  /** Of how many of its seeds. */
  readonly seeds: number;
}

/** What was changed, in the order of updates: per contender where its seeds share it, once for all where the executor was another. */
export function changesOf(contenders: readonly ContenderRuns[]): readonly Change[] {
  const found = new Map<string, Change>();
  for (const group of contenders)
    for (const event of group.runs.flatMap(({ events }) => events)) {
      if (event.kind === 'executor' && event.detail.from === event.detail.to) continue;
      const own = event.kind === 'executor' ? null : group;
      const key = JSON.stringify([own?.key ?? null, event]);
      found.set(key, { event, group: own, seeds: (found.get(key)?.seeds ?? 0) + 1 });
    }
  return [...found.values()].sort((a, b) => a.event.step - b.event.step);
}

/** Those after one stop of the cursor and up to the next; `after` null: from the beginning. */
export function changesBetween(changes: readonly Change[], after: number | null, upTo: number): readonly Change[] {
  return changes.filter(({ event }) => event.step <= upTo && (after === null || event.step > after));
}
