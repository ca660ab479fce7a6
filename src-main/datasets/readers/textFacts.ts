import type { TextInfo } from '#shared/domain/dataset.ts';
import { tokenize } from '#shared/preprocessing/tokenize.ts';

/** Word counts above this are counted as this when the usual one is looked for. */
const MAX_COUNTED_WORDS = 20_000;
const USUAL_SHARE = 0.9;

/** Collects the lengths of texts in characters and words. */
export function textFacts() {
  const byWords = new Uint32Array(MAX_COUNTED_WORDS + 1);
  let [texts, characters, words, most] = [0, 0, 0, 0];
  return {
    count: () => texts,
    add: (text: string) => {
      const count = tokenize(text).length;
      texts += 1;
      characters += codePoints(text);
      words += count;
      most = Math.max(most, count);
      byWords[Math.min(count, MAX_COUNTED_WORDS)]! += 1;
    },
    info: (): TextInfo => ({
      meanLength: characters / Math.max(1, texts),
      meanWords: words / Math.max(1, texts),
      maxWords: most,
      usualWords: quantile(byWords, USUAL_SHARE * texts),
    }),
  };
}

/** Characters as people count them: a pair of surrogates is one. */
function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    pairs += 1;
    at += 1;
  }
  return text.length - pairs;
}

/** The place at which the counts reach a sum. */
function quantile(counts: Uint32Array, wanted: number): number {
  let sum = 0;
  for (const [place, count] of counts.entries()) {
    sum += count;
    if (sum >= wanted) return place;
  }
  return counts.length - 1;
}
