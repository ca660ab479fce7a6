import * as v from 'valibot';

const step = v.pipe(v.number(), v.integer(), v.minValue(1));
const rate = v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(1e6));
const backend = v.pipe(v.string(), v.maxLength(40));

/** What was changed on a run's way. `step`: the first update for which it holds. */
export const runEventSchema = v.variant('kind', [
  /** The contender's own rate; the schedule goes on as a share of it. */
  v.strictObject({
    kind: v.literal('learningRate'),
    step,
    detail: v.strictObject({ rate, before: rate }),
  }),
  /** Another executor took over. */
  v.strictObject({
    kind: v.literal('executor'),
    step,
    detail: v.strictObject({ from: backend, to: backend }),
  }),
]);

export type RunEvent = Readonly<v.InferOutput<typeof runEventSchema>>;

/** A rate of one's own from an update on. */
export interface RateChange {
  /** First update with this rate, from 1. */
  readonly step: number;
  readonly rate: number;
}

/** These events and one more, in order; at the same update the later one of a kind counts. */
export function withEvent(events: readonly RunEvent[], event: RunEvent): RunEvent[] {
  const others = events.filter(({ kind, step: at }) => kind !== event.kind || at !== event.step);
  return [...others, event].sort((a, b) => a.step - b.step);
}

/** The changes of the rate among these events. */
export function rateChanges(events: readonly RunEvent[]): RateChange[] {
  return events.flatMap((event) =>
    event.kind === 'learningRate' ? [{ step: event.step, rate: event.detail.rate }] : [],
  );
}

/** These changes (in order) and one more; the later one counts at the same update. */
export function withRateChange(changes: readonly RateChange[], change: RateChange): RateChange[] {
  return [...changes.filter((other) => other.step !== change.step), change].sort((a, b) => a.step - b.step);
}

/** The own rate in force at an update, from 1: that of the last change up to there, else the first one. */
export function ownRateAt(first: number, changes: readonly RateChange[], update: number): number {
  return changes.findLast((change) => change.step <= update)?.rate ?? first;
}

/** What of these events stays where a run goes back to a checkpoint at this update: the rates, which come again, and where it was moved before. */
export function eventsUpTo(events: readonly RunEvent[], step: number): RunEvent[] {
  return events.filter((event) => event.kind !== 'executor' || event.step <= step + 1);
}
