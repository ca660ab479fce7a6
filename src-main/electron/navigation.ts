import type { WebContents } from 'electron';
import { openExternalLink, type OpenAddress } from './externalLinks.ts';

/** Keeps a page where it is: no navigation, redirect, new window or webview. A link to a listed host opens in the reader's browser. */
export function guardNavigation(contents: WebContents, open: OpenAddress): void {
  contents.on('will-navigate', (event) => {
    event.preventDefault();
    if (event.isMainFrame) openExternalLink(event.url, open);
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternalLink(url, open);
    return { action: 'deny' };
  });
}
