import type { Session } from 'electron';

const remoteAddresses = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*'];

/** Nothing is ever sent anywhere: whatever a page would ask of the network is cancelled, whatever the content policy says. */
export function closeNetwork(session: Session): void {
  session.webRequest.onBeforeRequest({ urls: remoteAddresses }, (_details, decide) => decide({ cancel: true }));
}
