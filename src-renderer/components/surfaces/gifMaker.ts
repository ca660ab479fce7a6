import type { RacePicture } from '../../charts/contourPicture.ts';
import type { FromGifWorker, ToGifWorker } from './gifMessages.ts';
import type { PlannedFrame } from './gifPlan.ts';

export interface GifOptions {
  readonly picture: RacePicture;
  readonly plan: readonly PlannedFrame[];
  readonly progress: (done: number) => void;
  /** Ends the work; the promise is then rejected with the signal's reason. */
  readonly signal: AbortSignal;
}

const NO_ARROWS = { gradient: false, velocity: false, lookahead: false };

/** Draws every frame here and encodes it in a worker, one at a time, so that neither the page nor the memory feels it. */
export async function makeGif({ picture, plan, progress, signal }: GifOptions): Promise<Blob> {
  const worker = new Worker(new URL('./gif.worker.ts', import.meta.url), { type: 'module' });
  const ask = asker(worker, signal);
  const { width, height } = picture.canvas;
  try {
    // The end has every colour of the trails, the start every one of the ground.
    for (const { at } of [plan.at(-1)!, plan[0]!]) await ask({ kind: 'colors', pixels: pixelsAt(picture, at) });
    for (const [i, { at, delayMs }] of plan.entries()) {
      await ask({ kind: 'frame', pixels: pixelsAt(picture, at), width, height, delayMs });
      progress(i + 1);
    }
    const answer = await ask({ kind: 'end' });
    if (answer.kind !== 'made') throw new Error('The worker gave no file.');
    return new Blob([answer.bytes], { type: 'image/gif' });
  } finally {
    worker.terminate();
  }
}

function pixelsAt(picture: RacePicture, at: number): Uint8ClampedArray<ArrayBuffer> {
  picture.show({ step: Math.floor(at + 1e-9), at, vectors: NO_ARROWS });
  const { width, height } = picture.canvas;
  return picture.canvas.getContext('2d')!.getImageData(0, 0, width, height).data;
}

/** Sends a message and waits for its answer. */
function asker(worker: Worker, signal: AbortSignal): (message: ToGifWorker) => Promise<FromGifWorker> {
  return (message) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const once = new AbortController();
      const settle = (act: () => void): void => {
        once.abort();
        act();
      };
      const options = { signal: once.signal };
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<FromGifWorker>) => settle(() => resolve(data)),
        options,
      );
      worker.addEventListener('error', ({ message: text }) => settle(() => reject(new Error(text))), options);
      signal.addEventListener('abort', () => settle(() => reject(signal.reason)), options);
      worker.postMessage(message, { transfer: 'pixels' in message ? [message.pixels.buffer] : [] });
    });
}
