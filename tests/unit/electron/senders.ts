/** The studio's own page, and those that pretend to be it. */
interface FakeFrame {
  readonly url: string;
  readonly parent: FakeFrame | null;
}

const frame = (url: string, parent: FakeFrame | null = null): { senderFrame: FakeFrame } => ({
  senderFrame: { url, parent },
});
const studioPage = frame('app://studio/');

export const ownPage = studioPage as never;

/** Every sender that must be refused, by name. */
export const foreignSenders: readonly (readonly [name: string, event: never])[] = (
  [
    ['a frame that is gone', { senderFrame: null }],
    ['a frame inside the studio', frame('app://studio/', studioPage.senderFrame)],
    ['a web page', frame('https://studio/')],
    ['a local file', frame('file:///studio/index.html')],
    ['another host of the scheme', frame('app://other/')],
    ['a host that begins alike', frame('app://studio.example/')],
    ['a host that ends alike', frame('app://evil.studio/')],
    ['the name in the path', frame('https://example.org/app://studio/')],
    ['the name as a user', frame('app://studio@example.org/')],
    ['a user before the name', frame('app://someone@studio/')],
    ['a port', frame('app://studio:8080/')],
    ['a data address', frame('data:text/html,app://studio/')],
    ['an empty page', frame('about:blank')],
    ['no address', frame('')],
  ] as const
).map(([name, event]) => [name, event as never]);
