/** The first texts of a `utf8` part: each ends with a zero byte; a last one that is cut off is left out unless it is the only one. */
export function firstTexts(bytes: Uint8Array, most: number): readonly string[] {
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let from = 0;
  for (let end = bytes.indexOf(0); end >= 0 && texts.length < most; end = bytes.indexOf(0, from)) {
    texts.push(decoder.decode(bytes.subarray(from, end)));
    from = end + 1;
  }
  return texts.length === 0 && bytes.length > 0 ? [decoder.decode(bytes)] : texts;
}
