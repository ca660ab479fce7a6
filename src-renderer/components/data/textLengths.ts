import { tokenize } from '#shared/preprocessing/tokenize.ts';

/** Counts the words of texts that come as bytes in pieces, each text ended by a zero byte. */
export function wordCounter() {
  const decoder = new TextDecoder();
  const lengths: number[] = [];
  let rest = new Uint8Array(0);
  return {
    /** Words of every text that is whole so far. */
    lengths,
    take(piece: Uint8Array): void {
      let from = 0;
      for (let end = piece.indexOf(0); end >= 0; end = piece.indexOf(0, from)) {
        const bytes = joined(rest, piece.subarray(from, end));
        lengths.push(tokenize(decoder.decode(bytes)).length);
        rest = new Uint8Array(0);
        from = end + 1;
      }
      rest = joined(rest, piece.subarray(from));
    },
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
