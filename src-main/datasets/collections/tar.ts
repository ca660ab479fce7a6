import { contentOf, type ContentFile } from '../content.ts';
import { byPath, checkCount, isHidden, type Collection, type Entry } from './entry.ts';
import { tarEvents } from './tarStream.ts';

/** The files of a tar archive, plain or gzip. It can only be read from its beginning, so every reading is a pass over all of it. */
export async function openTar(file: ContentFile, signal: AbortSignal): Promise<Collection> {
  const entries: Entry[] = [];
  for await (const event of tarEvents(contentOf(file, signal), file.name)) {
    if (event.kind === 'file' && !isHidden(event.path)) entries.push({ path: event.path, bytes: event.bytes });
    checkCount(entries.length, file.name);
  }
  entries.sort(byPath);
  return {
    entries,
    async *contents(wanted, advance = () => undefined) {
      let current: Entry | null = null;
      let parts: Buffer[] = [];
      // Only what is wanted counts: a second pass for other entries must not count the archive again.
      const count = (bytes: number): void => void (current && advance(bytes));
      for await (const event of tarEvents(contentOf(file, signal, count), file.name)) {
        if (event.kind === 'file') {
          if (current) yield { entry: current, content: Buffer.concat(parts) };
          const entry: Entry = { path: event.path, bytes: event.bytes };
          [current, parts] = [!isHidden(entry.path) && wanted(entry) ? entry : null, []];
        } else if (current) parts.push(event.chunk);
      }
      if (current) yield { entry: current, content: Buffer.concat(parts) };
    },
    close: () => undefined,
  };
}

/** The bytes of one file of a tar archive, in chunks; `advance` gets those done. */
export async function* streamOfTar(
  file: ContentFile,
  path: string,
  signal: AbortSignal,
  advance: (bytes: number) => void,
): AsyncGenerator<Buffer, void, void> {
  let isWanted = false;
  for await (const event of tarEvents(contentOf(file, signal), file.name)) {
    if (event.kind === 'data' && isWanted) {
      advance(event.chunk.length);
      yield event.chunk;
    }
    if (event.kind !== 'file') continue;
    if (isWanted) return;
    isWanted = event.path === path;
  }
}
