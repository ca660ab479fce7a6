import type { CallName, EventName } from './contract.ts';

/** Channel of a call of the contract, page → main. */
export const callChannel = (name: CallName): string => `studio.call.${name}`;

/** Channel of an event of the contract, main → page. */
export const eventChannel = (name: EventName): string => `studio.event.${name}`;

/** Internal: paths of dropped or chosen files, preload → main; the page itself never sees them. */
export const registerFilesChannel = 'studio.files.register';
