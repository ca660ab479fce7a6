/** A grey picture that is drawn on: bytes, row-major. */
export interface DrawnPicture {
  readonly bytes: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** Width of a stroke as a share of the picture: about two pixels of 28, as pens in the usual sets of digits are. */
const PEN = 0.045;

/** Draws a stroke from one place to another, in pixels of the picture, with a soft edge one pixel wide; `ink` is 0 or 255. */
export function drawStroke(
  { bytes, height, width }: DrawnPicture,
  from: readonly [number, number],
  to: readonly [number, number],
  ink: number,
): void {
  const radius = Math.max(0.8, PEN * Math.min(height, width));
  const reach = radius + 1;
  for (const y of between(from[1], to[1], reach, height))
    for (const x of between(from[0], to[0], reach, width)) {
      const cover = Math.min(1, Math.max(0, radius + 0.5 - distance([x + 0.5, y + 0.5], from, to)));
      const at = y * width + x;
      const before = bytes[at]!;
      const next = before + (ink - before) * cover;
      // A soft edge takes nothing away from a stroke it crosses.
      bytes[at] = ink > 0 ? Math.max(before, next) : Math.min(before, next);
    }
}

function* between(a: number, b: number, reach: number, limit: number): Generator<number, void> {
  const first = Math.max(0, Math.floor(Math.min(a, b) - reach));
  const last = Math.min(limit - 1, Math.ceil(Math.max(a, b) + reach));
  for (let at = first; at <= last; at++) yield at;
}

/** From a place to the nearest of a line between two. */
function distance(
  [x, y]: readonly [number, number],
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
  return Math.hypot(x - ax - along * dx, y - ay - along * dy);
}

/** True where the pictures of a set are dark on a light ground, by the corners of some of them: rows × height × width × channels. */
export function isLightGround(
  pixels: Uint8Array,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
): boolean {
  const size = height * width * channels;
  const corners = [0, (width - 1) * channels, (height - 1) * width * channels, size - channels];
  let [sum, count] = [0, 0];
  for (let first = 0; first + size <= pixels.length; first += size)
    for (const corner of corners) {
      sum += pixels[first + corner]!;
      count += 1;
    }
  return count > 0 && sum / count > 127;
}
