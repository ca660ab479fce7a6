import type { EventName, Events } from '#shared/contract.ts';

type Listeners = { readonly [E in EventName]: Set<(payload: Events[E]) => void> };

/** Hands events to the page's listeners. */
export interface EventInbox {
  deliver<E extends EventName>(event: E, payload: Events[E]): void;
  /** Returns the function that ends the subscription. */
  subscribe<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
}

/** An inbox with nobody listening. The last `command` that came too early (a file opened at the start) waits for its first listener. */
export function createEventInbox(): EventInbox {
  const listeners: Listeners = {
    'job.progress': new Set(),
    'job.ended': new Set(),
    'datasets.changed': new Set(),
    'runs.changed': new Set(),
    command: new Set(),
    suspend: new Set(),
  };
  let deliverWaiting: (() => void) | null = null;
  const deliver = <E extends EventName>(event: E, payload: Events[E]) => {
    for (const listener of [...listeners[event]]) listener(payload);
  };
  return {
    deliver(event, payload) {
      if (event === 'command' && listeners.command.size === 0) deliverWaiting = () => deliver(event, payload);
      else deliver(event, payload);
    },
    subscribe(event, listener) {
      // Wrapped: the same function subscribed twice is two subscriptions, each with its own end.
      const own = (payload: Parameters<typeof listener>[0]) => listener(payload);
      listeners[event].add(own);
      if (event === 'command') {
        const late = deliverWaiting;
        deliverWaiting = null;
        late?.();
      }
      return () => void listeners[event].delete(own);
    },
  };
}
