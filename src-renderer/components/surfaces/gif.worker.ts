import { GIFEncoder, quantize } from 'gifenc';
import type { FromGifWorker, ToGifWorker } from './gifMessages.ts';
import { countColors, frameIndices, paletteOf, type Packed, type Palette } from './gifPalette.ts';

/** Makes a GIF away from the page: it counts the colours of some frames, then takes the frames one by one. */
const counts = new Map<Packed, number>();
const encoder = GIFEncoder();
let palette: Palette | null = null;
let before: Uint32Array | null = null;

self.addEventListener('message', ({ data }: MessageEvent<ToGifWorker>) => {
  if (data.kind === 'colors') countColors(data.pixels, counts);
  else if (data.kind === 'frame') addFrame(data);
  else {
    encoder.finish();
    const bytes = encoder.bytes();
    answer({ kind: 'made', bytes }, [bytes.buffer]);
    return;
  }
  answer({ kind: 'taken' });
});

function addFrame({ pixels, width, height, delayMs }: Extract<ToGifWorker, { kind: 'frame' }>): void {
  palette ??= paletteOf(counts, quantize);
  const { colors, transparent } = palette;
  const indices = frameIndices(pixels, before, palette);
  const isFirst = before === null;
  if (isFirst) before = new Uint32Array(pixels.buffer);
  encoder.writeFrame(indices, width, height, {
    delay: delayMs,
    dispose: 1,
    ...(isFirst
      ? { palette: [...colors, [0, 0, 0]], repeat: 0 }
      : { transparent: true, transparentIndex: transparent }),
  });
}

function answer(message: FromGifWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
