import type { ContenderStyle } from '../charts/contenderStyle.ts';

type Point = readonly [number, number];

const star: readonly Point[] = Array.from({ length: 10 }, (_, index) => {
  const radius = index % 2 === 0 ? 4.7 : 1.9;
  const angle = (index * Math.PI) / 5;
  return [radius * Math.sin(angle), -radius * Math.cos(angle)] as const;
});

const corners: Readonly<Record<string, readonly Point[]>> = {
  rect: [
    [-3.4, -3.4],
    [3.4, -3.4],
    [3.4, 3.4],
    [-3.4, 3.4],
  ],
  triangle: [
    [0, -4.6],
    [4.2, 3.2],
    [-4.2, 3.2],
  ],
  rectRot: [
    [0, -4.9],
    [4.9, 0],
    [0, 4.9],
    [-4.9, 0],
  ],
  star,
};

/** SVG path of a contender's marker round (cx, cy), about 8 px wide; hollow ones are drawn a little smaller because their edge is outside. */
export function markerPath(
  style: Pick<ContenderStyle, 'marker' | 'rotation' | 'filled'>,
  cx: number,
  cy: number,
): string {
  const scale = style.filled ? 1 : 0.9;
  if (style.marker === 'cross') return `M${cx - 4.2} ${cy}h8.4M${cx} ${cy - 4.2}v8.4`;
  const points = corners[style.marker];
  if (!points) return circlePath(cx, cy, 3.8 * scale);
  const turn = style.rotation === 180 ? -1 : 1;
  return `M${points.map(([x, y]) => `${round(cx + x * scale * turn)} ${round(cy + y * scale * turn)}`).join('L')}Z`;
}

function circlePath(cx: number, cy: number, r: number): string {
  return `M${round(cx - r)} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
