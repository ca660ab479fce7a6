import type { PicturePreview } from '../../composables/useDataPreview.ts';

interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Space between two pictures as a share of one. */
const GAP = 0.1;

/** Draws one row of pictures per class into a canvas that is `deviceWidth` device pixels wide; its height follows. */
export function drawPictures(
  canvas: HTMLCanvasElement,
  { samples, pixels }: PicturePreview,
  size: PictureSize,
  perClass: number,
  deviceWidth: number,
): void {
  const cell = deviceWidth / (perClass * (1 + GAP) - GAP);
  const tall = (cell * size.height) / size.width;
  canvas.width = Math.max(1, Math.round(deviceWidth));
  canvas.height = Math.max(1, Math.round(samples.length * tall * (1 + GAP) - tall * GAP));
  const context = canvas.getContext('2d');
  if (!context) return;
  // Half-pixel steps would make strokes of different width; only whole multiples may stay sharp-edged.
  context.imageSmoothingEnabled = !Number.isInteger(cell / size.width);
  context.imageSmoothingQuality = 'high';
  const picture = new OffscreenCanvas(size.width, size.height);
  const pen = picture.getContext('2d');
  for (const [row, { rows }] of samples.entries())
    for (const [column, sample] of rows.entries()) {
      pen?.putImageData(pictureOf(pixels, sample, size), 0, 0);
      context.drawImage(picture, column * cell * (1 + GAP), row * tall * (1 + GAP), cell, tall);
    }
}

/** Grey or RGB bytes as opaque RGBA. */
export function pictureOf(pixels: Uint8Array, sample: number, { height, width, channels }: PictureSize): ImageData {
  const image = new ImageData(width, height);
  const from = sample * height * width * channels;
  for (let i = 0; i < height * width; i++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[i * 4 + channel] = pixels[from + i * channels + (channels === 3 ? channel : 0)] ?? 0;
    image.data[i * 4 + 3] = 255;
  }
  return image;
}
