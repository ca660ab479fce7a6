import { expect, it } from 'vitest';
import { webglFacts, type WebglFacts } from './webglFacts.ts';

/** [[1, 2], [3, 4]] · [[5, 6], [7, 8.25]]: 1·5 + 2·7 = 19, 1·6 + 2·8.25 = 22.5, 3·5 + 4·7 = 43, 3·6 + 4·8.25 = 51. */
const expected: WebglFacts = { backend: 'webgl', isFloat32: true, product: [19, 22.5, 43, 51], leakedTensors: 0 };

/** What the worker answers; a worker that cannot start is an error too, not a wait for ever. */
function factsOfWorker(): Promise<WebglFacts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./webgl.worker.ts', import.meta.url), { type: 'module' });
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<{ facts: WebglFacts } | { failure: string }>) => {
      worker.terminate();
      if ('facts' in data) resolve(data.facts);
      else reject(new Error(data.failure));
    };
  });
}

it('multiplies matrices in float32 on WebGL in the page', async () => {
  expect(await webglFacts()).toEqual(expected);
});

it('multiplies matrices in float32 on WebGL in a module worker', async () => {
  expect(await factsOfWorker()).toEqual(expected);
});
