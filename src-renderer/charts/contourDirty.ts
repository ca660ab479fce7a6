/** Parts of a picture that must be taken from its clean copy again. Kept from frame to frame, so that a frame makes nothing new. */
export interface DirtyBoxes {
  /** One more part, px of the picture. */
  cover(left: number, top: number, right: number, bottom: number): void;
  /** The whole picture. */
  coverAll(): void;
  /** Copies every part from the clean canvas and forgets them. The context is left without a transform. */
  restore(context: CanvasRenderingContext2D, clean: HTMLCanvasElement): void;
}

/** Beyond this share of the picture one copy of the whole is cheaper than many of its parts. */
const WHOLE_SHARE = 0.6;
const FIRST_CAPACITY = 128;

/** Boxes of a picture whose origin lies `left` and `top` CSS px inside its canvas. */
export function dirtyBoxes(origin: { readonly left: number; readonly top: number }, ratio: number): DirtyBoxes {
  let sides = new Int32Array(4 * FIRST_CAPACITY);
  let count = 0;
  let isWhole = false;

  function cover(left: number, top: number, right: number, bottom: number): void {
    if (4 * count === sides.length) {
      const more = new Int32Array(2 * sides.length);
      more.set(sides);
      sides = more;
    }
    sides[4 * count] = Math.floor((left + origin.left) * ratio);
    sides[4 * count + 1] = Math.floor((top + origin.top) * ratio);
    sides[4 * count + 2] = Math.ceil((right + origin.left) * ratio);
    sides[4 * count + 3] = Math.ceil((bottom + origin.top) * ratio);
    count++;
  }

  function restore(context: CanvasRenderingContext2D, clean: HTMLCanvasElement): void {
    context.setTransform(1, 0, 0, 1, 0, 0);
    const { width, height } = clean;
    let area = 0;
    for (let i = 0; i < 4 * count; i += 4) {
      sides[i] = Math.max(0, sides[i]!);
      sides[i + 1] = Math.max(0, sides[i + 1]!);
      sides[i + 2] = Math.min(width, sides[i + 2]!);
      sides[i + 3] = Math.min(height, sides[i + 3]!);
      area += Math.max(0, sides[i + 2]! - sides[i]!) * Math.max(0, sides[i + 3]! - sides[i + 1]!);
    }
    if (isWhole || area > WHOLE_SHARE * width * height) context.drawImage(clean, 0, 0);
    else
      for (let i = 0; i < 4 * count; i += 4) {
        const [x, y] = [sides[i]!, sides[i + 1]!];
        const [w, h] = [sides[i + 2]! - x, sides[i + 3]! - y];
        if (w > 0 && h > 0) context.drawImage(clean, x, y, w, h, x, y, w, h);
      }
    count = 0;
    isWhole = false;
  }

  return { cover, coverAll: () => void (isWhole = true), restore };
}
