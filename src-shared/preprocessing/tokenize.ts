/** Words with their apostrophes, numbers, and, in scripts that put no blanks between words, single characters. */
const word =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}\p{M}\p{N}]+)*/gu;
const mark = /<[^<>]{0,200}>/g;

/** The words of a text in small letters: marks such as `<br />` and punctuation are left out, `don't` is one word. Pure; the same everywhere. */
export function tokenize(text: string): readonly string[] {
  const plain = text.includes('<') ? text.replace(mark, ' ') : text;
  return plain.normalize('NFC').toLowerCase().replaceAll('’', "'").match(word) ?? [];
}
