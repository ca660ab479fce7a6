import type { IpcMainInvokeEvent } from 'electron';
import { isStudioAddress } from './address.ts';

/** The part of an IPC event that says who is calling. */
export type Sender = Pick<IpcMainInvokeEvent, 'senderFrame'>;

/** True only for the main frame of a page of the studio's own origin; a frame that is gone, nested or foreign is refused. */
export function isTrustedSender(event: Sender): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isStudioAddress(frame.url);
}
