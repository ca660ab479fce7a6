import type { RunEvent } from '#shared/domain/runEvent.ts';
import type { ContenderRuns } from './contenders.ts';
import type { XPlaces } from './xPlaces.ts';

/** Something that was changed while a comparison trained. */
export interface Change {
  readonly event: RunEvent;
  /** Its place on the x axis. */
  readonly at: number;
  /** Whose; null: of all alike. */
  readonly group: ContenderRuns | null;
  /** Of how many of its seeds. */
  readonly seeds: number;
}

/** What was changed, in the order of updates: per contender where its seeds share it, once for all where the executor was another. */
export function changesOf(
  contenders: readonly ContenderRuns[],
  placesOf: (group: ContenderRuns) => Pick<XPlaces, 'at'> = () => ({ at: (step) => step }),
): readonly Change[] {
  const found = new Map<string, Change>();
  for (const group of contenders)
    for (const event of group.runs.flatMap(({ events }) => events)) {
      if (event.kind === 'executor' && event.detail.from === event.detail.to) continue;
      const own = event.kind === 'executor' ? null : group;
      const key = JSON.stringify([own?.key ?? null, event]);
      found.set(key, {
        event,
        at: placesOf(group).at(event.step),
        group: own,
        seeds: (found.get(key)?.seeds ?? 0) + 1,
      });
    }
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** Those after one stop of the cursor and up to the next; `after` null: from the beginning. */
export function changesBetween(changes: readonly Change[], after: number | null, upTo: number): readonly Change[] {
  return changes.filter(({ at }) => at <= upTo && (after === null || at > after));
}
