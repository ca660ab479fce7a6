import type { RunEvent } from '#shared/domain/runEvent.ts';
import type { Order } from '../engine/messages.ts';

/** What was asked of single runs and has not come about: workers that are lost on the way take it with them, so those in their place are asked again. */
export interface StandingOrders {
  add(order: Order): void;
  /** A run's rate was changed: the one that was asked for no longer stands. */
  changed(run: string, event: RunEvent): void;
  /** The run has ended: nothing is asked of it. */
  ended(run: string): void;
  readonly orders: readonly Order[];
}

export function createStandingOrders(): StandingOrders {
  const rates = new Map<string, number>();
  const stops = new Set<string>();
  return {
    add(order) {
      if (order.type === 'setRate') for (const { run, rate } of order.rates) rates.set(run, rate);
      if (order.type === 'stopRuns') for (const run of order.runs) stops.add(run);
    },
    changed(run, event) {
      if (event.kind === 'learningRate' && event.detail.rate === rates.get(run)) rates.delete(run);
    },
    ended(run) {
      rates.delete(run);
      stops.delete(run);
    },
    get orders() {
      const asked = [...rates].map(([run, rate]) => ({ run, rate }));
      return [
        ...(asked.length > 0 ? [{ type: 'setRate' as const, rates: asked, from: null }] : []),
        ...(stops.size > 0 ? [{ type: 'stopRuns' as const, runs: [...stops] }] : []),
      ];
    },
  };
}
