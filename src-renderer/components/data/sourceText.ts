/** An address as a person says it: `github.com/zalandoresearch/fashion-mnist`. */
export function sourceText(address: string): string {
  return address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');
}
