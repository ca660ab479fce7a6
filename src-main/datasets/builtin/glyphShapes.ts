/** A stroke: points joined by straight lines, in a square from −1 to 1, y downwards. */
export type Stroke = readonly (readonly [x: number, y: number])[];

export interface GlyphShape {
  readonly name: string;
  readonly strokes: readonly Stroke[];
}

const FULL_TURN = 2 * Math.PI;

function curve(steps: number, at: (t: number) => readonly [number, number]): Stroke {
  return Array.from({ length: steps + 1 }, (_, step) => at(step / steps));
}

function polygon(corners: number, radius: (corner: number) => number, turn: number): Stroke {
  return curve(corners, (t) => {
    const r = radius(Math.round(t * corners) % corners);
    const angle = FULL_TURN * t + turn;
    return [r * Math.cos(angle), r * Math.sin(angle)];
  });
}

/** The ten classes, in the order of their labels. */
export const glyphShapes: readonly GlyphShape[] = [
  { name: 'circle', strokes: [polygon(20, () => 0.85, 0)] },
  { name: 'square', strokes: [polygon(4, () => 1.05, Math.PI / 4)] },
  { name: 'triangle', strokes: [polygon(3, () => 1, -Math.PI / 2)] },
  { name: 'star', strokes: [polygon(10, (corner) => (corner % 2 === 0 ? 1 : 0.45), -Math.PI / 2)] },
  {
    name: 'plus',
    strokes: [
      [
        [0, -0.9],
        [0, 0.9],
      ],
      [
        [-0.9, 0],
        [0.9, 0],
      ],
    ],
  },
  {
    name: 'arrow',
    strokes: [
      [
        [-0.9, 0],
        [0.85, 0],
      ],
      [
        [0.15, -0.65],
        [0.9, 0],
        [0.15, 0.65],
      ],
    ],
  },
  {
    name: 'heart',
    // The usual heart curve: 16 sin³t, 13 cos t − 5 cos 2t − 2 cos 3t − cos 4t.
    strokes: [
      curve(24, (t) => {
        const a = FULL_TURN * t;
        const y = 13 * Math.cos(a) - 5 * Math.cos(2 * a) - 2 * Math.cos(3 * a) - Math.cos(4 * a);
        return [0.95 * Math.sin(a) ** 3, -(y + 2.5) / 16];
      }),
    ],
  },
  { name: 'wave', strokes: [curve(20, (t) => [2 * t - 1, 0.5 * Math.sin(1.5 * FULL_TURN * t)])] },
  {
    name: 'spiral',
    strokes: [
      curve(28, (t) => {
        const r = 0.12 + 0.8 * t;
        return [r * Math.cos(1.8 * FULL_TURN * t), r * Math.sin(1.8 * FULL_TURN * t)];
      }),
    ],
  },
  {
    name: 'bolt',
    strokes: [
      [
        [0.45, -0.95],
        [-0.45, 0.1],
        [0.35, 0],
        [-0.4, 0.95],
      ],
    ],
  },
];
