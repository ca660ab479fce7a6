import type { BrowserWindow } from 'electron';
import { eventChannel } from '#shared/channels.ts';
import type { EventName, Events } from '#shared/contract.ts';

/** Sends events of the contract to the window. */
export interface EventSender {
  readonly emit: <E extends EventName>(event: E, payload: Events[E]) => void;
  /** From now on events go to this window; what was meant for the reader before its page stood follows then. */
  attach(window: BrowserWindow): void;
}

/** Commands wait for the page (a file opened at the start); everything else means nothing to a page that is not there yet. */
export function createEventSender(): EventSender {
  let window: BrowserWindow | null = null;
  let isLoaded = false;
  let waiting: (() => void)[] = [];
  const send = (event: EventName, payload: unknown) => {
    if (window && !window.isDestroyed()) window.webContents.send(eventChannel(event), payload);
  };
  return {
    emit(event, payload) {
      if (isLoaded) send(event, payload);
      else if (event === 'command') waiting.push(() => send(event, payload));
    },
    attach(target) {
      window = target;
      target.webContents.once('did-finish-load', () => {
        isLoaded = true;
        waiting.forEach((deliver) => deliver());
        waiting = [];
      });
    },
  };
}
