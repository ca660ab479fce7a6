/*
 * The micro-kernel of a convolution with a max-pooling behind it: a tile is four windows of the convolution that lie in one window of the pooling,
 * times eight filters. Only the largest of them and its place leave the registers. Two steps of k at once, as in tiles.ts.
 */
import { multiplyAdd, panelColumns, panelRowBytes, rectifying } from './tiles';

/** Windows of a tile. */
export const poolTileRows: i32 = 4;

/** The eight largest values so far, and their places, where a pooling window takes several tiles or is not written whole. */
const bests: usize = memory.data(32, 16);
const bestPlaces: usize = memory.data(32, 16);

/** Where a value takes the place of the best one: the first of equals stays, what is no number wins. */
function isBetter(value: v128, best: v128): v128 {
  return v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
}

/**
 * For `count` pooling windows of `tiles` × 4 windows each, the largest of these for eight filters. Window r begins at source + offsets[r] and consists
 * of `segments` pieces of `length` values, `segmentBytes` apart; places[r] is its place in the pooling window. Writes `columns` values to `y` and their
 * places, `placeBytes` each, to `argmax`; the next ones `filters` further.
 */
export function poolPanel(
  offsets: usize,
  places: usize,
  count: i32,
  tiles: i32,
  source: usize,
  segments: i32,
  length: i32,
  segmentBytes: usize,
  panels: usize,
  bias: usize,
  y: usize,
  argmax: usize,
  placeBytes: usize,
  filters: i32,
  columns: i32,
  mode: i32,
): void {
  let window = count;
  let tile = tiles;
  while (window > 0) {
    const biasLow = v128.load(bias);
    const biasHigh = v128.load(bias, 16);
    let a0 = biasLow;
    let b0 = biasHigh;
    let a1 = biasLow;
    let b1 = biasHigh;
    let a2 = biasLow;
    let b2 = biasHigh;
    let a3 = biasLow;
    let b3 = biasHigh;
    let panel = panels;
    let from = source;
    for (let segment = segments; segment > 0; segment--) {
      let p0 = from + load<u32>(offsets);
      let p1 = from + load<u32>(offsets, 4);
      let p2 = from + load<u32>(offsets, 8);
      let p3 = from + load<u32>(offsets, 12);
      let k = length;
      for (; k >= 2; k -= 2) {
        let low = v128.load(panel);
        let high = v128.load(panel, 16);
        let value = v128.load32_splat(p0);
        a0 = multiplyAdd(value, low, a0);
        b0 = multiplyAdd(value, high, b0);
        value = v128.load32_splat(p1);
        a1 = multiplyAdd(value, low, a1);
        b1 = multiplyAdd(value, high, b1);
        value = v128.load32_splat(p2);
        a2 = multiplyAdd(value, low, a2);
        b2 = multiplyAdd(value, high, b2);
        value = v128.load32_splat(p3);
        a3 = multiplyAdd(value, low, a3);
        b3 = multiplyAdd(value, high, b3);
        low = v128.load(panel, 32);
        high = v128.load(panel, 48);
        value = v128.load32_splat(p0, 4);
        a0 = multiplyAdd(value, low, a0);
        b0 = multiplyAdd(value, high, b0);
        value = v128.load32_splat(p1, 4);
        a1 = multiplyAdd(value, low, a1);
        b1 = multiplyAdd(value, high, b1);
        value = v128.load32_splat(p2, 4);
        a2 = multiplyAdd(value, low, a2);
        b2 = multiplyAdd(value, high, b2);
        value = v128.load32_splat(p3, 4);
        a3 = multiplyAdd(value, low, a3);
        b3 = multiplyAdd(value, high, b3);
        panel += panelRowBytes * 2;
        p0 += 8;
        p1 += 8;
        p2 += 8;
        p3 += 8;
      }
      if (k > 0) {
        const low = v128.load(panel);
        const high = v128.load(panel, 16);
        panel += panelRowBytes;
        let value = v128.load32_splat(p0);
        a0 = multiplyAdd(value, low, a0);
        b0 = multiplyAdd(value, high, b0);
        value = v128.load32_splat(p1);
        a1 = multiplyAdd(value, low, a1);
        b1 = multiplyAdd(value, high, b1);
        value = v128.load32_splat(p2);
        a2 = multiplyAdd(value, low, a2);
        b2 = multiplyAdd(value, high, b2);
        value = v128.load32_splat(p3);
        a3 = multiplyAdd(value, low, a3);
        b3 = multiplyAdd(value, high, b3);
      }
      from += segmentBytes;
    }
    let place = v128.load32_splat(places);
    let low = place;
    let high = place;
    if (tile < tiles) {
      const earlierLow = v128.load(bests);
      const earlierHigh = v128.load(bests, 16);
      const lowWins = isBetter(a0, earlierLow);
      const highWins = isBetter(b0, earlierHigh);
      a0 = v128.bitselect(a0, earlierLow, lowWins);
      b0 = v128.bitselect(b0, earlierHigh, highWins);
      low = v128.bitselect(place, v128.load(bestPlaces), lowWins);
      high = v128.bitselect(place, v128.load(bestPlaces, 16), highWins);
    }
    place = v128.load32_splat(places, 4);
    let better = isBetter(a1, a0);
    a0 = v128.bitselect(a1, a0, better);
    low = v128.bitselect(place, low, better);
    better = isBetter(b1, b0);
    b0 = v128.bitselect(b1, b0, better);
    high = v128.bitselect(place, high, better);
    place = v128.load32_splat(places, 8);
    better = isBetter(a2, a0);
    a0 = v128.bitselect(a2, a0, better);
    low = v128.bitselect(place, low, better);
    better = isBetter(b2, b0);
    b0 = v128.bitselect(b2, b0, better);
    high = v128.bitselect(place, high, better);
    place = v128.load32_splat(places, 12);
    better = isBetter(a3, a0);
    a0 = v128.bitselect(a3, a0, better);
    low = v128.bitselect(place, low, better);
    better = isBetter(b3, b0);
    b0 = v128.bitselect(b3, b0, better);
    high = v128.bitselect(place, high, better);
    offsets += 16;
    places += 16;
    tile--;
    if (tile > 0) {
      v128.store(bests, a0);
      v128.store(bests, b0, 16);
      v128.store(bestPlaces, low);
      v128.store(bestPlaces, high, 16);
      continue;
    }
    if (mode & rectifying) {
      const zero = f32x4.splat(0);
      a0 = f32x4.pmax(a0, zero);
      b0 = f32x4.pmax(b0, zero);
    }
    const narrow = i16x8.narrow_i32x4_u(low, high);
    if (columns == panelColumns) {
      v128.store(y, a0);
      v128.store(y, b0, 16);
      if (placeBytes == 1) v128.store64_lane(argmax, i8x16.narrow_i16x8_u(narrow, narrow), 0);
      else v128.store(argmax, narrow);
    } else {
      v128.store(bests, a0);
      v128.store(bests, b0, 16);
      v128.store(bestPlaces, narrow);
      writeSome(y, argmax, placeBytes, columns);
    }
    y += (<usize>filters) << 2;
    argmax += <usize>filters * placeBytes;
    tile = tiles;
    window--;
  }
}

/** Writes what lies in `bests` and, two bytes each, in `bestPlaces` for fewer than eight filters. */
function writeSome(y: usize, argmax: usize, placeBytes: usize, columns: i32): void {
  for (let column: usize = 0; column < <usize>columns; column++) {
    store<f32>(y + (column << 2), load<f32>(bests + (column << 2)));
    const place = load<u16>(bestPlaces + (column << 1));
    if (placeBytes == 1) store<u8>(argmax + column, <u8>place);
    else store<u16>(argmax + (column << 1), place);
  }
}
