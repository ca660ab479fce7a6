import { FIRST_WORD_ID } from './textPlan.ts';
import { tokenize } from './tokenize.ts';

/** All texts as numbers of their words in the order of first appearance: text i lies from `starts[i]` to `starts[i + 1]`. */
export interface TokenStore {
  readonly ids: Uint32Array;
  readonly starts: Uint32Array;
  readonly words: readonly string[];
}

/** Takes every text apart once. */
export function tokenStore(texts: Iterable<string>, count: number): TokenStore {
  const places = new Map<string, number>();
  const starts = new Uint32Array(count + 1);
  let ids = new Uint32Array(1 << 16);
  let used = 0;
  let text = 0;
  for (const content of texts) {
    const tokens = tokenize(content);
    if (used + tokens.length > ids.length) ids = grown(ids, used + tokens.length);
    for (const token of tokens) {
      let id = places.get(token);
      if (id === undefined) places.set(token, (id = places.size));
      ids[used++] = id;
    }
    starts[++text] = used;
  }
  return { ids: ids.subarray(0, used), starts, words: [...places.keys()] };
}

function grown(ids: Uint32Array, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(2 * ids.length, needed));
  larger.set(ids);
  return larger;
}

/** The most frequent words of some texts, at most `size` less the two numbers that are no words; equally frequent ones by their code points. */
export function mostFrequentWords(store: TokenStore, texts: Uint32Array, size: number): readonly number[] {
  const counts = new Uint32Array(store.words.length);
  for (const text of texts)
    for (let at = store.starts[text]!; at < store.starts[text + 1]!; at++) counts[store.ids[at]!]! += 1;
  const present = [...counts.keys()].filter((id) => counts[id]! > 0);
  const byFrequency = (a: number, b: number): number =>
    counts[b]! - counts[a]! || (store.words[a]! < store.words[b]! ? -1 : 1);
  return present.sort(byFrequency).slice(0, Math.max(0, size - FIRST_WORD_ID));
}
