const WORDS = 2 ** 32;

/**
 * Which words of a stream keep a value under dropout of this rate (those that are at least `least`), and by what the kept ones are multiplied.
 * For whole words "at least rate · 2³²" is the next whole number; where no word reaches it, everything is kept at scale 0.
 */
export function keptWords(rate: number): { readonly least: number; readonly scale: number } {
  const least = Math.ceil(rate * WORDS);
  return least >= WORDS ? { least: 0, scale: 0 } : { least, scale: 1 / (1 - rate) };
}
