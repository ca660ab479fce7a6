/**
 * Indices of the points that carry a marker: at least `gap` px apart, and staggered so that of two lines that run close together both
 * show theirs. `phase` is the line's number among `lines`.
 */
export function markerPlaces(xs: readonly number[], phase: number, lines: number, gap = 48): readonly number[] {
  if (xs.length === 0) return [];
  const places: number[] = [];
  const start = xs[0]! + (gap * (phase % Math.max(1, lines))) / Math.max(1, lines);
  let next = start;
  xs.forEach((x, index) => {
    if (x < next) return;
    places.push(index);
    next = x + gap;
  });
  return places;
}
