import type { DatasetSummary } from '#shared/domain/dataset.ts';
import { generator, type Generator } from '#shared/random/generator.ts';
import { defaultSplit } from '../split.ts';
import { BUILTIN_SEED, builtinFacts, generatedBy, type BuiltinFiles, type BuiltinSet } from './builtin.ts';
import { addStroke, coverage, GLYPH_SIDE, placing } from './glyphDraw.ts';
import { glyphShapes, type Stroke } from './glyphShapes.ts';

const PER_CLASS = 600;
const COUNT = PER_CLASS * glyphShapes.length;
const PIXELS = GLYPH_SIDE * GLYPH_SIDE;
const REACH = 3;

/** Draws one number between `low` and `high` after another out of a stream. */
function ranged(stream: Generator): (low: number, high: number) => number {
  let index = 0;
  return (low, high) => low + (high - low) * stream.uniform(index++);
}

/** Grey values 0 … 255 of one glyph, class `index` mod 10: shifted, turned, sheared, bent, with a stray line and noise. Pure. */
export function drawGlyph(seed: number, index: number): Uint8Array {
  const draw = ranged(generator(seed, 'glyphs', 'form', index));
  const shape = glyphShapes[index % glyphShapes.length]!;
  const place = placing({
    scale: draw(6.5, 11),
    stretch: draw(0.75, 1.25),
    angle: draw(-0.55, 0.55),
    shear: draw(-0.35, 0.35),
    shiftX: draw(-3.5, 3.5),
    shiftY: draw(-3.5, 3.5),
  });
  const strokeWidth = draw(1.2, 3);
  const ink = draw(0.4, 1);
  const paper = draw(0, 0.15);
  const noise = draw(0.04, 0.2);
  const glyph = farAway();
  for (const stroke of shape.strokes) addStroke(glyph, bent(stroke, draw), place, REACH);
  const stray = farAway();
  addStroke(
    stray,
    strayLine(draw),
    placing({ scale: 14, stretch: 1, angle: 0, shear: 0, shiftX: 0, shiftY: 0 }),
    REACH,
  );
  const strayInk = draw(0, 0.7) * ink;
  const grain = generator(seed, 'glyphs', 'grain', index);
  return Uint8Array.from({ length: PIXELS }, (_, pixel) => {
    const drawn = Math.max(ink * coverage(glyph[pixel]!, strokeWidth), strayInk * coverage(stray[pixel]!, 1.2));
    const grey = paper + (1 - paper) * drawn + noise * grain.normal(pixel);
    return Math.round(255 * Math.min(1, Math.max(0, grey)));
  });
}

function farAway(): Float64Array {
  return new Float64Array(PIXELS).fill(GLYPH_SIDE);
}

/** Every point a little off its place, as by an unsteady hand. */
function bent(stroke: Stroke, draw: (low: number, high: number) => number): Stroke {
  return stroke.map(([x, y]) => [x + draw(-0.09, 0.09), y + draw(-0.09, 0.09)]);
}

/** A short line anywhere that belongs to no glyph. */
function strayLine(draw: (low: number, high: number) => number): Stroke {
  const [x, y] = [draw(-1, 1), draw(-1, 1)];
  return [
    [x, y],
    [x + draw(-0.8, 0.8), y + draw(-0.8, 0.8)],
  ];
}

const id = 'glyphs';
const name = 'Drawn glyphs';
const source = generatedBy(id, 1);

const summary: DatasetSummary = {
  id,
  name,
  kind: 'image',
  task: 'classification',
  origin: 'builtin',
  samples: COUNT,
  sampleShape: [GLYPH_SIDE, GLYPH_SIDE, 1],
  classes: glyphShapes.length,
  problems: 0,
};

function generate(): BuiltinFiles {
  const samples = new Uint8Array(COUNT * PIXELS);
  for (let index = 0; index < COUNT; index++) samples.set(drawGlyph(BUILTIN_SEED, index), index * PIXELS);
  return {
    samples,
    targets: Uint8Array.from({ length: COUNT }, (_, index) => index % glyphShapes.length),
    descriptor: {
      ...builtinFacts,
      id,
      name,
      kind: 'image',
      task: 'classification',
      source,
      samples: { dtype: 'uint8', shape: [COUNT, GLYPH_SIDE, GLYPH_SIDE, 1] },
      targets: { dtype: 'uint8', shape: [COUNT] },
      classes: glyphShapes.map((shape) => ({ name: shape.name, count: PER_CLASS })),
      columns: null,
      target: null,
      split: defaultSplit(COUNT, 0),
    },
  };
}

/** Ten classes of 28 × 28 grey pictures, 600 of each, in turn. */
export const glyphs: BuiltinSet = { id, source, summary, generate };
