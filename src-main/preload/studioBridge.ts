import { ipcRenderer, webUtils } from 'electron';
import { callChannel, eventChannel, registerFilesChannel } from '#shared/channels.ts';
import { callNames, eventNames, type EventName, type Events, type PageFile, type Studio } from '#shared/contract.ts';
import { fail } from '#shared/result.ts';
import { createEventInbox } from './eventInbox.ts';

/** The page's `window.studio`: the contract's calls and events and nothing else; no `ipcRenderer`, no event object, no channel names. */
export function createStudioBridge(): Studio {
  const inbox = createEventInbox();
  for (const name of eventNames) {
    ipcRenderer.on(eventChannel(name), (_event, payload: Events[typeof name]) => inbox.deliver(name, payload));
  }
  return {
    host: 'electron',
    call: async (name, input) =>
      callNames.includes(name) ? ipcRenderer.invoke(callChannel(name), input) : unknownName(String(name)),
    on: (event, listener) => (isEventName(event) ? inbox.subscribe(event, listener) : () => undefined),
    registerFiles: async (files) => ipcRenderer.invoke(registerFilesChannel, files.map(withPath)),
  };
}

function isEventName(name: string): name is EventName {
  return eventNames.some((each) => each === name);
}

function unknownName(name: string) {
  return fail('badInput', { call: name, where: '–', value: name, expected: 'a call of the studio' });
}

/** The path goes to the main process only; a file that was made in the page has none. */
function withPath(file: PageFile): { name: string; path: string } {
  return { name: file.name, path: isFile(file) ? webUtils.getPathForFile(file) : '' };
}

function isFile(value: PageFile): value is File {
  return Object.prototype.toString.call(value) === '[object File]';
}
