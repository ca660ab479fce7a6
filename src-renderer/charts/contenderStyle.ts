/** Chart.js point styles that the slots use. */
export type ContenderMarker = 'circle' | 'rect' | 'triangle' | 'rectRot' | 'cross' | 'star';

/** Colour, dash and marker of one slot: they belong together and are kept for the life of an experiment. */
export interface ContenderStyle {
  /** Name of the custom property that holds the colour. */
  readonly colorVar: string;
  /** Lengths of dashes and gaps in px; empty is a solid line. */
  readonly dash: readonly number[];
  readonly marker: ContenderMarker;
  /** Degrees. */
  readonly rotation: number;
  /** False: filled with the chart's background. */
  readonly filled: boolean;
}

function slot(
  dash: readonly number[],
  marker: ContenderMarker,
  filled = true,
  rotation = 0,
): Omit<ContenderStyle, 'colorVar'> {
  return { dash, marker, rotation, filled };
}

const slots = [
  slot([], 'circle'),
  slot([8, 4], 'rect'),
  slot([2, 3], 'triangle'),
  slot([10, 3, 2, 3], 'rectRot'),
  slot([14, 4], 'triangle', true, 180),
  slot([5, 3], 'circle', false),
  slot([10, 3, 2, 3, 2, 3], 'rect', false),
  slot([1, 4], 'cross'),
  slot([16, 3, 4, 3], 'rectRot', false),
  slot([6, 2, 2, 2], 'star'),
] as const;

/** How many places further along the marker of a grey slot is taken. */
const GREY_SHIFT = 3;

/**
 * The style of a slot 1 … 10. A surface may hold slots 11 … 20: no colour is repeated, they are grey with a dash and a marker that no other has
 * together. Numbers outside are taken round the circle.
 */
export function contenderStyle(number: number): ContenderStyle {
  const count = slots.length;
  const at = (((Math.trunc(number) - 1) % (2 * count)) + 2 * count) % (2 * count);
  const own = slots[at % count]!;
  if (at < count) return { colorVar: `--c${at + 1}`, ...own };
  return { colorVar: '--ink-3', ...slots[(at + GREY_SHIFT) % count]!, dash: own.dash };
}
