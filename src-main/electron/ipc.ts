import { ipcMain } from 'electron';
import { callChannel } from '#shared/channels.ts';
import { callNames, type CallHandlers, type CallName } from '#shared/contract.ts';
import { fail, type Result } from '#shared/result.ts';
import { callHandler } from '#main/services/callHandler.ts';
import { isTrustedSender, type Sender } from './sender.ts';

/** Answers one call: sender check, then schema, then the service. Never throws: Electron would keep only the message. */
export async function answerCall(
  name: CallName,
  handlers: CallHandlers,
  event: Sender,
  input: unknown,
): Promise<Result<unknown>> {
  return isTrustedSender(event) ? callHandler({ handlers }, name, input) : fail('senderRefused');
}

/** Opens one channel per call of the contract; there is no other way in. */
export function registerCalls(handlers: CallHandlers): void {
  for (const name of callNames) {
    ipcMain.handle(callChannel(name), (event, input: unknown) => answerCall(name, handlers, event, input));
  }
}
