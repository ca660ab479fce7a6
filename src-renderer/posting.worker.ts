import type { FromPoster, ToPoster } from './posting.ts';

/** Sends what the page hands it: writing out some ten thousand numbers and starting a request costs a window two frames. */
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
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(withLists(input)), headers });
  return { status: response.status, text: await response.text() };
}

/** Columns as lists, which JSON can write: NaN becomes null there. */
function withLists(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(withLists);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withLists(part)]));
}
