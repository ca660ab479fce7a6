import { StudioError } from '../result.ts';

/** The texts of a `utf8` part one after another: each ends with a zero byte. Throws `datasetBytes` where they are not as many as said. */
export function* textsOf(bytes: ArrayBuffer, count: number, name: string): Generator<string, void, void> {
  const all = new Uint8Array(bytes);
  const decoder = new TextDecoder();
  let from = 0;
  let found = 0;
  for (let end = all.indexOf(0); end >= 0; end = all.indexOf(0, from)) {
    yield decoder.decode(all.subarray(from, end));
    from = end + 1;
    found += 1;
  }
  if (found !== count || from !== all.length) throw new StudioError('datasetBytes', { name, expected: count, found });
}
