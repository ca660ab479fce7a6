import { StudioError } from '#shared/result.ts';

export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Weights of red, green and blue in a grey (ITU-R BT.601), as picture files are read for a set. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** A picture file in the size and colours of a set: whole, centred on a ground of this byte. Throws `pictureUnreadable`. */
export async function readPictureFile(file: File, size: PictureSize, ground: number): Promise<Uint8Array> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new StudioError('pictureUnreadable', { name: file.name });
  });
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `rgb(${ground} ${ground} ${ground})`;
  context.fillRect(0, 0, size.width, size.height);
  context.imageSmoothingQuality = 'high';
  const scale = Math.min(size.width / picture.width, size.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.drawImage(picture, (size.width - width) / 2, (size.height - height) / 2, width, height);
  picture.close();
  return bytesOf(context.getImageData(0, 0, size.width, size.height).data, size.channels);
}

function bytesOf(rgba: Uint8ClampedArray, channels: number): Uint8Array {
  const bytes = new Uint8Array((rgba.length / 4) * channels);
  for (let i = 0; i < rgba.length / 4; i++)
    if (channels === 3) bytes.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
    else bytes[i] = LUMA.reduce((sum, weight, c) => sum + weight * rgba[4 * i + c]!, 0.5);
  return bytes;
}
