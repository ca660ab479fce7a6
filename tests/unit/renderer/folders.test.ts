import { describe, expect, it } from 'vitest';
import { tarEvents } from '#main/datasets/collections/tarStream.ts';
import { chosenFolder, droppedFolder } from '../../../src-renderer/composables/folderSources.ts';
import { tarOfFiles } from '../../../src-renderer/composables/tarOfFiles.ts';

/** What the host's reader finds in an archive. */
async function filesIn(archive: File): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  let current = '';
  const bytes = (async function* () {
    yield Buffer.from(await archive.arrayBuffer());
  })();
  for await (const event of tarEvents(bytes, archive.name)) {
    if (event.kind === 'file') found[(current = event.path)] = '';
    else found[current] += event.chunk.toString('utf8');
  }
  return found;
}

/** Entries of a drop, as far as a browser shows them: folders give a hundred children at a time. */
function entry(name: string, inside: string | FileSystemEntry[]): FileSystemEntry {
  if (typeof inside === 'string') {
    const file = (resolve: (file: File) => void): void => resolve(new File([inside], name));
    return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    let given = 0;
    return {
      readEntries: (resolve: (entries: FileSystemEntry[]) => void) => resolve(inside.slice(given, (given += 100))),
    };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const alive = new AbortController().signal;
const list = async (source: ReturnType<typeof droppedFolder>, signal = alive) =>
  (await source.list(() => undefined, signal)).map(({ path }) => path);

describe('a folder as an archive', () => {
  it('is read by the host as the files it holds, long names and letters of any language too', async () => {
    const long = `${'d'.repeat(90)}/${'é'.repeat(40)}.txt`;
    const files = [
      { path: 'b/größe.txt', file: new File(['x'.repeat(513)], 'größe.txt') },
      { path: long, file: new File(['long'], 'l') },
      { path: 'a/empty.txt', file: new File([], 'empty.txt') },
      { path: 'a/full.txt', file: new File(['y'.repeat(512)], 'full.txt') },
    ];
    const archive = await tarOfFiles('pets', files);
    expect([archive.name, archive.size % 512]).toEqual(['pets.tar', 0]);
    expect(await filesIn(archive)).toEqual({
      'a/empty.txt': '',
      'a/full.txt': 'y'.repeat(512),
      'b/größe.txt': 'x'.repeat(513),
      [long]: 'long',
    });
    // The order in which a browser lists them does not matter: the host knows the same files again.
    const again = await tarOfFiles('pets', files.toReversed());
    expect(await again.text()).toBe(await archive.text());
  });
});

describe('a dropped folder', () => {
  const many = Array.from({ length: 250 }, (_, at) => entry(`${at}.png`, String(at)));

  it('gives thousands of files with their class folders, but no hidden ones', async () => {
    const source = droppedFolder([entry('pets', [entry('cat', many), entry('.git', many), entry('.DS_Store', 'x')])]);
    const paths = await list(source);
    expect(source.name).toBe('pets');
    expect([paths.length, paths[0], paths.at(-1)]).toEqual([250, 'cat/0.png', 'cat/249.png']);
  });

  it('keeps the names of several folders: they are the classes', async () => {
    const source = droppedFolder([entry('cat', [entry('1.png', 'x')]), entry('dog', [entry('1.png', 'y')])]);
    expect(await list(source)).toEqual(['cat/1.png', 'dog/1.png']);
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const source = droppedFolder([entry('cat', many)]);
    const count = (found: number): void => void (found === 100 && stop.abort());
    await expect(source.list(count, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('that was chosen by its own dialog begins inside', async () => {
    const inside = (path: string): File =>
      Object.defineProperty(new File(['x'], 'x.png'), 'webkitRelativePath', { value: path });
    const source = chosenFolder([inside('pets/cat/x.png'), inside('pets/.cache/x.png')]);
    expect([source.name, await list(source)]).toEqual(['pets', ['cat/x.png']]);
  });
});
