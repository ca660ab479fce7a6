/** What the page tells the worker that makes a GIF; pixels are RGBA and go over without a copy. */
export type ToGifWorker =
  | { readonly kind: 'colors'; readonly pixels: Uint8ClampedArray<ArrayBuffer> }
  | {
      readonly kind: 'frame';
      readonly pixels: Uint8ClampedArray<ArrayBuffer>;
      readonly width: number;
      readonly height: number;
      /** How long the frame stands; a GIF counts in hundredths of a second. */
      readonly delayMs: number;
    }
  | { readonly kind: 'end' };

/** What the worker answers: every message was taken, the last one gives the file. */
export type FromGifWorker =
  { readonly kind: 'taken' } | { readonly kind: 'made'; readonly bytes: Uint8Array<ArrayBuffer> };
