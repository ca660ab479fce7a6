import type { SendWatch } from '#shared/contract.ts';

/** Sends a body and tells how much of it has gone; rejects with an AbortError when stopped, with a TypeError where no answer came. */
export type Uploader = (
  address: string,
  body: Blob,
  watch: SendWatch,
) => Promise<{ readonly status: number; readonly text: string }>;

/** XMLHttpRequest: fetch does not say how much of a body has been sent. */
export const xhrUploader: Uploader = (address, body, { signal, onSent }) =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped());
    const request = new XMLHttpRequest();
    const stop = (): void => request.abort();
    signal.addEventListener('abort', stop);
    request.upload.addEventListener('progress', ({ loaded }) => onSent(Math.min(loaded, body.size)));
    request.addEventListener('load', () => resolve({ status: request.status, text: request.responseText }));
    request.addEventListener('error', () => reject(new TypeError('no answer')));
    request.addEventListener('abort', () => reject(stopped()));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.open('POST', address);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(body);
  });

function stopped(): DOMException {
  return new DOMException('stopped', 'AbortError');
}
