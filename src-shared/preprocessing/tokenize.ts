/** Scripts that put no blanks between words. */
const unspaced = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const first = String.raw`[[\p{L}\p{N}]--[${unspaced}]]`;
const further = String.raw`[[\p{L}\p{M}\p{N}]--[${unspaced}]]`;
/** Words with their apostrophes, numbers, and single characters of those scripts. */
const word = new RegExp(`${first}${further}*(?:'${further}+)*|[${unspaced}]`, 'gv');
const mark = /<[^<>]{0,200}>/g;

/** The words of a text in small letters: marks such as `<br />` and punctuation are left out, `don't` is one word. Pure; the same everywhere. */
export function tokenize(text: string): readonly string[] {
  const plain = text.includes('<') ? text.replace(mark, ' ') : text;
  return plain.normalize('NFC').toLowerCase().replaceAll('’', "'").match(word) ?? [];
}
