import type sharpModule from 'sharp';
import type { Sharp, SharpOptions } from 'sharp';
import type { PictureFit } from '#shared/domain/pictureOptions.ts';
import { decodeBmp } from './bmp.ts';

/** The form every picture of a set gets. */
export interface PictureForm {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly fit: PictureFit;
}

/** A picture as it stands in its file, turned upright. */
export interface PictureFacts {
  readonly height: number;
  readonly width: number;
  readonly isGrey: boolean;
}

/** A photograph of more pixels is no sample of a set; a small file that says so was made to fill the memory. */
const MAX_PIXELS = 100e6;
/** Side of the small picture whose colours are looked at. */
const GREY_SIDE = 32;
const GREY_TOLERANCE = 3;
const fits = { fit: 'contain', crop: 'cover', stretch: 'fill' } as const satisfies Record<PictureFit, string>;
const black = { r: 0, g: 0, b: 0 };
const white = { r: 255, g: 255, b: 255 };

let libvips: Promise<typeof sharpModule> | null = null;

/** Only when a picture is read: no other import pays for loading it. One thread per picture and nothing kept: samples are small and come once. */
async function loadLibvips(): Promise<typeof sharpModule> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Opens a picture of any of the formats; throws what libvips says where it is none. */
async function open(content: Buffer): Promise<Sharp> {
  const sharp = await (libvips ??= loadLibvips());
  const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', autoOrient: true };
  const bitmap = decodeBmp(content);
  if (!bitmap) return sharp(content, options);
  const { data, width, height, channels } = bitmap;
  return sharp(data, { ...options, raw: { width, height, channels } });
}

/** Size and colours of a picture, or null where the file cannot be read. */
export async function pictureFacts(content: Buffer): Promise<PictureFacts | null> {
  try {
    const picture = await open(content);
    const { autoOrient, channels } = await picture.metadata();
    return { ...autoOrient, isGrey: channels < 3 || (await looksGrey(picture)) };
  } catch {
    return null;
  }
}

/** Grey pictures are often saved with three channels; then all three agree, up to what JPEG makes of them. */
async function looksGrey(picture: Sharp): Promise<boolean> {
  const small = picture.flatten({ background: white }).resize({ width: GREY_SIDE, height: GREY_SIDE, fit: 'fill' });
  const pixels = await small.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer();
  for (let at = 0; at < pixels.length; at += 3)
    if (Math.max(Math.abs(pixels[at]! - pixels[at + 1]!), Math.abs(pixels[at]! - pixels[at + 2]!)) > GREY_TOLERANCE)
      return false;
  return true;
}

/**
 * Decodes a picture into the form of its set, or null where the file cannot be read: upright by its EXIF mark, transparent parts white,
 * bars black, the first frame of an animation.
 */
export async function decodePicture(content: Buffer, form: PictureForm): Promise<Buffer | null> {
  try {
    const { height, width, channels, fit } = form;
    const picture = await open(content);
    const sized = picture.flatten({ background: white }).resize({ width, height, fit: fits[fit], background: black });
    const coloured = channels === 1 ? sized.greyscale().toColourspace('b-w') : sized.toColourspace('srgb');
    const pixels = await coloured.raw({ depth: 'uchar' }).toBuffer();
    return pixels.length === height * width * channels ? pixels : null;
  } catch {
    return null;
  }
}
