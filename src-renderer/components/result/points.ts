/** More points than this are one blot, and slow to draw. */
export const MOST_POINTS = 4000;

/** Points as a path of dots: at most `MOST_POINTS`, spread evenly over all. What is not finite has no place. */
export function pointPath(count: number, place: (at: number) => readonly [number, number]): string {
  const every = Math.max(1, count / MOST_POINTS);
  let path = '';
  for (let i = 0; i < count; i += every) {
    const [x, y] = place(Math.floor(i));
    if (Number.isFinite(x + y)) path += `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  }
  return path;
}
