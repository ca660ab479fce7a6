import { columnBodyType, packColumns } from '#shared/columnBody.ts';
import type { FromPoster, ToPoster } from './posting.ts';

/** Sends what the page hands it: starting a request with some ten thousand numbers costs a window a frame. */
const worker = globalThis as unknown as {
  postMessage(message: FromPoster): void;
  onmessage: ((event: MessageEvent<ToPoster>) => void) | null;
};

worker.onmessage = ({ data: { id, address, input } }) => {
  void post(address, input)
    .then((answer) => worker.postMessage({ id, ...answer }))
    .catch(() => worker.postMessage({ id, status: null, text: '' }));
};

async function post(address: string, input: unknown): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': columnBodyType };
  const response = await fetch(address, { method: 'POST', body: packColumns(input), headers });
  return { status: response.status, text: await response.text() };
}
