/*
 * A window with gaps of d places sees only places of one remainder modulo d. Sorted by remainder, a picture becomes d · d smaller ones ("phases"),
 * over which the same window slides without gaps: a dilated convolution is a plain one between these two functions.
 */
import { copyValues, zeroValues } from './memory';

/** y[picture, py, px, h, w] = x[picture, h · dilationY + py − padTop, w · dilationX + px − padLeft], 0 outside. */
export function splitPhases(
  x: usize,
  y: usize,
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
  phaseHeight: i32,
  phaseWidth: i32,
): void {
  const placeBytes = (<usize>channels) << 2;
  for (let picture = 0; picture < pictures; picture++) {
    for (let phase = 0; phase < dilationY * dilationX; phase++) {
      const top = phase / dilationX - padTop;
      const left = (phase % dilationX) - padLeft;
      for (let row = 0; row < phaseHeight; row++) {
        const fromY = row * dilationY + top;
        for (let column = 0; column < phaseWidth; column++) {
          const fromX = column * dilationX + left;
          if (fromY < 0 || fromY >= height || fromX < 0 || fromX >= width) zeroValues(y, channels);
          else copyValues(y, x + <usize>(fromY * width + fromX) * placeBytes, channels);
          y += placeBytes;
        }
      }
    }
    x += <usize>(height * width) * placeBytes;
  }
}

/** The way back: x[picture, row, column] = y[picture, phase of (row + padTop, column + padLeft), …]; all its places must be there. */
export function mergePhases(
  y: usize,
  x: usize,
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  dilationY: i32,
  dilationX: i32,
  padTop: i32,
  padLeft: i32,
  phaseHeight: i32,
  phaseWidth: i32,
): void {
  const placeBytes = (<usize>channels) << 2;
  const phaseBytes = <usize>(phaseHeight * phaseWidth) * placeBytes;
  for (let picture = 0; picture < pictures; picture++) {
    for (let row = 0; row < height; row++) {
      const toY = row + padTop;
      for (let column = 0; column < width; column++) {
        const toX = column + padLeft;
        const phase = <usize>((toY % dilationY) * dilationX + (toX % dilationX));
        const place = <usize>((toY / dilationY) * phaseWidth + toX / dilationX);
        copyValues(x, y + phase * phaseBytes + place * placeBytes, channels);
        x += placeBytes;
      }
    }
    y += phaseBytes * <usize>(dilationY * dilationX);
  }
}
