/**
 * Moves labels apart until they are `gap` px from each other and inside top … bottom, each as near to its wanted place as the others
 * allow (pool adjacent violators: labels that push each other share their mean). Order follows the wanted places; the result follows the input.
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const blocks: { sum: number; count: number }[] = [];
  order.forEach((index, i) => {
    blocks.push({ sum: wanted[index]! - i * gap, count: 1 });
    while (blocks.length > 1 && mean(blocks.at(-2)!) > mean(blocks.at(-1)!)) {
      const last = blocks.pop()!;
      const before = blocks.at(-1)!;
      before.sum += last.sum;
      before.count += last.count;
    }
  });
  const highest = bottom - (wanted.length - 1) * gap;
  const bases = blocks.flatMap((block) =>
    Array<number>(block.count).fill(Math.max(top, Math.min(highest, mean(block)))),
  );
  const result: number[] = [];
  order.forEach((index, i) => (result[index] = bases[i]! + i * gap));
  return result;
}

function mean({ sum, count }: { sum: number; count: number }): number {
  return sum / count;
}

const MARK_GAP_PX = 10;

/** Where words beside a mark begin or end, and the room they have: to its right where they fit, else on the roomier side of the plot. Pixels. */
export function besideMark(
  mark: number,
  width: number,
  area: { readonly left: number; readonly right: number },
): { readonly align: 'left' | 'right'; readonly x: number; readonly room: number } {
  const [after, before] = [area.right - mark - MARK_GAP_PX, mark - MARK_GAP_PX - area.left];
  return width <= after || after >= before
    ? { align: 'left', x: mark + MARK_GAP_PX, room: after }
    : { align: 'right', x: mark - MARK_GAP_PX, room: before };
}
