import type { DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan, TextPlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { StudioError } from '../result.ts';
import { dataShape } from './dataShape.ts';
import type { DatasetBytes, PreparedData } from './preparedData.ts';
import { identityScaling, standardisation } from './scaling.ts';
import { splitRows, splitSeedOf, type Split } from './split.ts';
import { textsOf } from './textBytes.ts';
import { FIRST_WORD_ID, PADDING_ID, textPlanOf, UNKNOWN_ID } from './textPlan.ts';
import { mostFrequentWords, tokenStore, type TokenStore } from './vocabulary.ts';

/**
 * Texts: words become numbers, the most frequent words of the training texts the lowest from 2 on; 0 is padding, 1 a word outside the
 * vocabulary (the convention of Keras' TextVectorization). A sample is [length] such numbers.
 */
export function prepareText(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  bytes: DatasetBytes,
  scalesTarget = true,
): PreparedData {
  const count = descriptor.samples.shape[0]!;
  const answers = answersOf(descriptor, bytes);
  const store = tokenStore(textsOf(bytes.samples, count, descriptor.name), count);
  const shape = dataShape(descriptor, null, plan);
  const split = splitTexts(descriptor, plan, answers);
  const textPlan = textPlanOf(plan);
  const chosen = mostFrequentWords(store, split.train, textPlan.vocabulary);
  const samples = encodeTexts(store, chosen, textPlan);
  const isScaled = scalesTarget && descriptor.task === 'regression' && plan.scaling === 'standardise';
  const scaling = isScaled ? standardisation(Float64Array.from(split.train, (row) => answers[row]!)) : identityScaling;
  const sampleSize = textPlan.length;
  return {
    shape,
    split,
    sampleSize,
    preprocessing: {
      kind: 'text',
      text: { ...textPlan, words: chosen.map((id) => store.words[id]!) },
      ...(descriptor.task === 'regression' ? { target: scaling } : {}),
      classes: shape.classNames,
    },
    gather: (rows, out) => {
      let to = 0;
      for (const row of rows)
        for (let from = row * sampleSize; from < (row + 1) * sampleSize; from++) out[to++] = samples[from]!;
    },
    gatherTargets: (rows, out) => {
      for (let i = 0; i < rows.length; i++) out[i] = (answers[rows[i]!]! - scaling.mean) / scaling.std;
    },
  };
}

function answersOf({ name, targets }: DatasetDescriptor, bytes: DatasetBytes): Uint8Array | Float64Array {
  const buffer = bytes.targets ?? new ArrayBuffer(0);
  const count = targets?.shape[0] ?? 0;
  const expected = count * (targets?.dtype === 'float64' ? 8 : 1);
  if (buffer.byteLength !== expected)
    throw new StudioError('datasetBytes', { name, expected, found: buffer.byteLength });
  return targets?.dtype === 'float64' ? new Float64Array(buffer) : new Uint8Array(buffer);
}

/** Which texts train, validate and test; needs only the answer of each. */
export function splitTexts(descriptor: DatasetDescriptor, plan: DataPlan, answers: Uint8Array | Float64Array): Split {
  return splitRows({
    rows: Uint32Array.from({ length: answers.length }, (_, row) => row),
    sizes: splitSizes(descriptor, plan),
    hasPublishedTest: descriptor.publishedTest > 0,
    seed: splitSeedOf(plan),
    classOf: plan.stratified && descriptor.task === 'classification' ? (row) => answers[row]! : null,
  });
}

/** Every text as `length` numbers. */
function encodeTexts(store: TokenStore, chosen: readonly number[], plan: Required<TextPlan>): Uint32Array {
  const skip = 0xffffffff;
  const numbers = new Uint32Array(store.words.length).fill(plan.unknown === 'skip' ? skip : UNKNOWN_ID);
  chosen.forEach((id, rank) => (numbers[id] = rank + FIRST_WORD_ID));
  const count = store.starts.length - 1;
  const out = new Uint32Array(count * plan.length).fill(PADDING_ID);
  for (let text = 0; text < count; text++) {
    const [from, to] = [store.starts[text]!, store.starts[text + 1]!];
    const known = Array.from(store.ids.subarray(from, to), (id) => numbers[id]!).filter((number) => number !== skip);
    out.set(encodeWords(known, plan), text * plan.length);
  }
  return out;
}

/** One text as `length` numbers: those of its words, cut or filled as the plan says. */
export function encodeWords(numbers: readonly number[], plan: Required<TextPlan>): Uint32Array {
  const out = new Uint32Array(plan.length).fill(PADDING_ID);
  out.set(fitted(numbers, plan), offsetOf(numbers.length, plan));
  return out;
}

function fitted(numbers: readonly number[], { length, cutting }: Required<TextPlan>): readonly number[] {
  return cutting === 'pre' ? numbers.slice(-length) : numbers.slice(0, length);
}

function offsetOf(words: number, { length, padding }: Required<TextPlan>): number {
  return padding === 'pre' ? Math.max(0, length - words) : 0;
}
