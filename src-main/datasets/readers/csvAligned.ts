const LINE_FEED = 10;
const RETURN = 13;
const BLANK = 32;
const TAB = 9;
const QUOTE = 34;

/** Turns columns aligned with blanks and tabs into columns divided by one tab; blanks at both ends of a line and between quotes are no delimiters. */
export async function* alignedToTabs(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let isQuoted = false;
  let isLineStart = true;
  let isGap = false;
  for await (const chunk of chunks) {
    // At most one tab is added in front of every byte that stays, and only where a blank went.
    const out = Buffer.allocUnsafe(chunk.length + 1);
    let length = 0;
    for (const byte of chunk) {
      const isBlank = !isQuoted && (byte === BLANK || byte === TAB);
      if (isBlank) {
        isGap = true;
        continue;
      }
      const isEnd = !isQuoted && (byte === LINE_FEED || byte === RETURN);
      if (isGap && !isLineStart && !isEnd) out[length++] = TAB;
      isGap = false;
      isLineStart = isEnd;
      if (byte === QUOTE) isQuoted = !isQuoted;
      out[length++] = byte;
    }
    yield out.subarray(0, length);
  }
}
