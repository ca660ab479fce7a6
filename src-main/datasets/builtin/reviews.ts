import { generator } from '#shared/random/generator.ts';
import type { DatasetSummary } from '#shared/domain/dataset.ts';
import { textFacts } from '../readers/textFacts.ts';
import { defaultSplit } from '../split.ts';
import { BUILTIN_SEED, builtinFacts, generatedBy, type BuiltinFiles, type BuiltinSet } from './builtin.ts';
import { aspects, closings, openings, sentences } from './reviewGrammar.ts';

const COUNT = 4000;
const classNames = ['negative', 'positive'] as const;
/** Share of the sentences that agree with the review as a whole: even a film one loves has its weaknesses. */
const AGREEMENT = 0.85;

/** An invented film review of class `index` mod 2 (0 negative, 1 positive), of two to five sentences. Pure. */
export function review(seed: number, index: number): string {
  const stream = generator(seed, 'reviews', index);
  let drawn = 0;
  const draw = (): number => stream.uniform(drawn++);
  const isGood = index % 2 === 1;
  const parts: string[] = draw() < 0.5 ? [oneOf(openings, draw)] : [];
  const count = 2 + Math.floor(3 * draw());
  for (let sentence = 0; sentence < count; sentence++) parts.push(opinion(draw() < AGREEMENT === isGood, draw));
  if (draw() < 0.4) parts.push(oneOf(closings, draw)[isGood ? 0 : 1]);
  return parts.map((part) => `${part[0]!.toUpperCase()}${part.slice(1)}.`).join(' ');
}

type Draw = () => number;

function opinion(isGood: boolean, draw: Draw): string {
  const aspect = oneOf(aspects, draw);
  const { form, turns } = oneOf(sentences, draw);
  const words = isGood !== turns ? aspect.good : aspect.bad;
  return form.replace('{a}', oneOf(aspect.names, draw)).replace('{o}', oneOf(words, draw));
}

function oneOf<T>(list: readonly T[], draw: Draw): T {
  return list[Math.floor(draw() * list.length)]!;
}

const id = 'reviews';
const name = 'Short reviews';
const source = generatedBy(id, 1);

const summary: DatasetSummary = {
  id,
  name,
  kind: 'text',
  task: 'classification',
  origin: 'builtin',
  samples: COUNT,
  sampleShape: [],
  classes: classNames.length,
  problems: 0,
};

function generate(): BuiltinFiles {
  const texts = Array.from({ length: COUNT }, (_, index) => review(BUILTIN_SEED, index));
  const facts = textFacts();
  for (const text of texts) facts.add(text);
  const samples = new TextEncoder().encode(texts.map((text) => `${text}\0`).join(''));
  return {
    samples,
    targets: Uint8Array.from({ length: COUNT }, (_, index) => index % classNames.length),
    descriptor: {
      ...builtinFacts,
      id,
      name,
      kind: 'text',
      task: 'classification',
      source,
      samples: { dtype: 'utf8', shape: [COUNT], bytes: samples.length },
      targets: { dtype: 'uint8', shape: [COUNT] },
      classes: classNames.map((className) => ({ name: className, count: COUNT / classNames.length })),
      columns: null,
      target: null,
      text: facts.info(),
      split: defaultSplit(COUNT, 0),
    },
  };
}

/** 4,000 invented film reviews, half of them positive, from a small grammar with negations. */
export const reviews: BuiltinSet = { id, source, summary, generate };
