/** Opens an address in the reader's browser. */
export type OpenAddress = (address: string) => void;

/** Hosts to which the studio itself links: papers, references and its own pages. Exact names, no sub-domains. */
const externalHosts: ReadonlySet<string> = new Set([
  'arxiv.org',
  'doi.org',
  'jmlr.org',
  'www.jmlr.org',
  'proceedings.mlr.press',
  'github.com',
  'js.tensorflow.org',
  'www.tensorflow.org',
]);

/** The address to open outside, as parsed, or null: `https:` only, an exact host of the list, no user name, password or port. */
export function externalAddress(value: string): string | null {
  const url = URL.parse(value);
  if (!url || url.protocol !== 'https:' || !externalHosts.has(url.host)) return null;
  return url.username === '' && url.password === '' ? url.href : null;
}

/** Opens a link of the list outside and says whether it did. */
export function openExternalLink(value: string, open: OpenAddress): boolean {
  const address = externalAddress(value);
  if (address !== null) open(address);
  return address !== null;
}
