import { describe, expect, it } from 'vitest';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { dataPlanFor } from '#shared/domain/draftEdits.ts';
import type { DataPlan, TextPlan } from '#shared/domain/experiment.ts';
import { dataShape } from '#shared/preprocessing/dataShape.ts';
import { prepareData } from '#shared/preprocessing/preparedData.ts';
import { tokenize } from '#shared/preprocessing/tokenize.ts';

describe('tokenize', () => {
  it.each<[string, string[]]>([
    ['A good film.<br /><br />Really!', ['a', 'good', 'film', 'really']],
    ["Don't say “it’s” 10/10", ["don't", 'say', "it's", '10', '10']],
    ['ÀÉ naïve e\u0301t\u0065\u0301', ['àé', 'naïve', 'été']],
    ['好电影 2020年', ['好', '电', '影', '2020', '年']],
    ['x < y > z', ['x', 'z']],
    ["''' -- ...", []],
    ['', []],
  ])('takes %j apart', (text, words) => expect(tokenize(text)).toEqual(words));
});

const texts = ['b a a', 'a c', 'a b b d', 'z z z z z z', 'a', 'c b a'];

function descriptorOf(
  targets: DatasetDescriptor['targets'],
  task: DatasetDescriptor['task'],
  bytes: number,
): DatasetDescriptor {
  return {
    format: 'descent-studio/dataset',
    version: 1,
    id: 't',
    name: 'T',
    kind: 'text',
    task,
    origin: 'imported',
    known: null,
    licence: null,
    source: null,
    samples: { dtype: 'utf8', shape: [texts.length], bytes },
    targets,
    classes:
      task === 'regression'
        ? null
        : [
            { name: 'no', count: 3 },
            { name: 'yes', count: 3 },
          ],
    columns: null,
    target: null,
    publishedTest: 2,
    text: { meanLength: 4, meanWords: 3, maxWords: 6, usualWords: 6 },
    split: { train: 3, validation: 1, test: 2 },
    files: [],
    problems: [],
    importedAt: '',
  };
}

function prepare(textPlan: TextPlan, task: 'classification' | 'regression' = 'classification') {
  const samples = new TextEncoder().encode(texts.map((text) => `${text}\0`).join('')).buffer as ArrayBuffer;
  const isNumber = task === 'regression';
  const targets = isNumber ? Float64Array.of(1, 2, 3, 4, 5, 6).buffer : Uint8Array.of(0, 1, 0, 1, 0, 1).buffer;
  const descriptor = descriptorOf({ dtype: isNumber ? 'float64' : 'uint8', shape: [6] }, task, samples.byteLength);
  const plan: DataPlan = { ...dataPlanFor(descriptor), validationSize: 1, stratified: false, text: textPlan };
  const data = prepareData(descriptor, plan, { samples, targets });
  const row = (at: number): number[] => {
    const out = new Float32Array(data.sampleSize);
    data.gather(Uint32Array.of(at), out);
    return [...out];
  };
  return { data, row, descriptor, plan };
}

describe('texts', () => {
  it('keep counts as they are where the loss counts', () => {
    const { data, descriptor, plan } = prepare({ length: 4, vocabulary: 10 }, 'regression');
    expect(data.preprocessing.target).not.toEqual({ mean: 0, std: 1 });
    const samples = new TextEncoder().encode(texts.map((text) => `${text}\0`).join('')).buffer as ArrayBuffer;
    const targets = Float64Array.of(1, 2, 3, 4, 5, 6).buffer;
    const counted = prepareData(descriptor, plan, { samples, targets }, false);
    const out = new Float32Array(6);
    counted.gatherTargets(
      Uint32Array.from({ length: 6 }, (_, row) => row),
      out,
    );
    expect([...out]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('become the ranks of their words among the training texts, filled in front', () => {
    const { data, row } = prepare({ length: 4, vocabulary: 10 });
    const train = [...data.split.train];
    expect(train).toHaveLength(3);
    expect([...data.split.test]).toEqual([4, 5]);
    const counts = new Map<string, number>();
    for (const at of train) for (const word of texts[at]!.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1);
    const expected = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([word]) => word);
    const words = data.preprocessing.text!.words;
    expect(words).toEqual(expected);
    const idOf = (word: string): number => (words.includes(word) ? words.indexOf(word) + 2 : 1);
    for (const [at, text] of texts.entries()) {
      const ids = text.split(' ').slice(0, 4).map(idOf);
      expect(row(at)).toEqual([...Array<number>(4 - ids.length).fill(0), ...ids]);
    }
  });

  it('never learn a word that stands in a validation or test text only', () => {
    const { data } = prepare({ length: 4, vocabulary: 10 });
    const known = new Set([...data.split.train].flatMap((at) => texts[at]!.split(' ')));
    expect(new Set(data.preprocessing.text!.words)).toEqual(known);
  });

  it('are filled, cut and thinned as the plan says', () => {
    const at = 5;
    const post = prepare({ length: 5, padding: 'post', vocabulary: 10 }).row(at);
    expect(post.slice(3)).toEqual([0, 0]);
    const whole = prepare({ length: 3, vocabulary: 10 }).row(at);
    expect(prepare({ length: 2, cutting: 'post', vocabulary: 10 }).row(at)).toEqual(whole.slice(0, 2));
    expect(prepare({ length: 2, cutting: 'pre', vocabulary: 10 }).row(at)).toEqual(whole.slice(1));
    const small = prepare({ length: 3, vocabulary: 3 });
    const [only] = small.data.preprocessing.text!.words;
    expect(small.data.preprocessing.text!.words).toHaveLength(1);
    expect(small.row(at)).toEqual(texts[at]!.split(' ').map((word) => (word === only ? 2 : 1)));
    const skipped = prepare({ length: 3, vocabulary: 3, unknown: 'skip' }).row(at);
    expect(skipped.filter((id) => id === 1)).toEqual([]);
  });

  it('tell their shape and the range of their numbers without being read', () => {
    const { descriptor, plan } = prepare({ length: 7, vocabulary: 50 });
    expect(dataShape(descriptor, null, plan)).toEqual({
      inputShape: [7],
      vocabulary: 50,
      demand: { task: 'classification', units: 2 },
      classNames: ['no', 'yes'],
    });
  });

  it('may have a number as their answer, scaled on the training part', () => {
    const { data, descriptor, plan } = prepare({ length: 2 }, 'regression');
    expect(dataShape(descriptor, null, plan).demand).toEqual({ task: 'regression', units: 1 });
    const out = new Float32Array(3);
    data.gatherTargets(data.split.train, out);
    expect(out.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    const { mean, std } = data.preprocessing.target!;
    expect([...out].map((value) => Math.round(value * std + mean))).toEqual(
      [...data.split.train].map((row) => row + 1),
    );
  });

  it('are refused where their bytes are not what the description says', () => {
    const { descriptor, plan } = prepare({ length: 2 });
    const samples = new TextEncoder().encode('a\0b').buffer as ArrayBuffer;
    const targets = Uint8Array.of(0, 1, 0, 1, 0, 1).buffer;
    expect(() => prepareData(descriptor, plan, { samples, targets })).toThrow('datasetBytes');
    expect(() => prepareData(descriptor, plan, { samples, targets: null })).toThrow('datasetBytes');
  });
});
