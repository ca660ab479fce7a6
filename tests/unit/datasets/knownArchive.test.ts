import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { catalog, type CatalogSet } from '#main/datasets/catalog.ts';
import { tarEvents } from '#main/datasets/collections/tarStream.ts';
import { importSet, type ImportTask } from '#main/datasets/importTask.ts';
import { plainTarGz, tarOf } from './archives.ts';
import { testFolder } from './files.ts';

const folder = await testFolder();
const sets = catalog as CatalogSet[];
const published = sets.length;
afterEach(() => void sets.splice(published));

const record = (label: number): Buffer => Buffer.concat([Buffer.from([label]), Buffer.alloc(3072, label)]);
const archive = plainTarGz({ 'cifar/data_batch_1.bin': record(3), 'cifar/test_batch.bin': record(1) });

async function outcomeOf(name: string, given: Buffer, existing: ImportTask['existing'] = []) {
  const path = join(folder, name);
  const place = join(folder, `${name}-set`);
  await writeFile(path, given);
  await mkdir(place, { recursive: true });
  const task = { kind: 'import', files: [{ path, name }], folder: place, existing } as const;
  return importSet(task, new AbortController().signal, () => undefined);
}

async function imported(name: string, given: Buffer) {
  const outcome = await outcomeOf(name, given);
  return outcome.kind === 'imported' ? outcome.descriptor : null;
}

describe('a set that is published as an archive of data files', () => {
  const sha256 = createHash('sha256').update(archive).digest('hex');

  it('is known by the archive, with its name, licence and source', async () => {
    const like = catalog.find(({ id }) => id === 'cifar-10')!;
    sets.push({ ...like, id: 'two-records', name: 'Two records', files: [{ ...like.files[0]!, sha256 }] });
    expect(await imported('a.tar.gz', archive)).toMatchObject({
      known: 'two-records',
      name: 'Two records',
      source: like.source,
      samples: { shape: [2, 32, 32, 3] },
    });
  });

  it('is recognised when it is read again, where it was kept before it was known', async () => {
    const old = (await imported('old.tar.gz', archive))!;
    expect(old.known).toBeNull();
    const like = catalog.find(({ id }) => id === 'cifar-10')!;
    sets.push({ ...like, id: 'two-records', name: 'Two records', files: [{ ...like.files[0]!, sha256 }] });
    const there = { id: 'old', sha256: old.files.map((file) => file.sha256), target: null, known: null, options: {} };
    expect(await outcomeOf('old.tar.gz', archive, [there])).toEqual({
      kind: 'existing',
      id: 'old',
      published: { known: 'two-records', licence: like.licence, source: like.source },
    });
    const known = { ...there, known: 'two-records' };
    expect(await outcomeOf('old.tar.gz', archive, [known])).toEqual({ kind: 'existing', id: 'old' });
  });

  it('is not taken for one where another archive holds the same', async () => {
    const like = catalog.find(({ id }) => id === 'cifar-10')!;
    sets.push({ ...like, id: 'two-records', name: 'Two records', files: [{ ...like.files[0]!, sha256 }] });
    const other = plainTarGz({ 'x/data_batch_1.bin': record(3), 'x/test_batch.bin': record(1) });
    expect(await imported('b.tar.gz', other)).toMatchObject({ known: null });
  });
});

describe('a tar archive', () => {
  it('lets go of its source as soon as nobody reads on', async () => {
    let isOpen = true;
    async function* chunks(): AsyncGenerator<Buffer, void, void> {
      try {
        const tar = tarOf([
          { name: 'a.txt', bytes: Buffer.from('a') },
          { name: 'b.txt', bytes: Buffer.from('b') },
        ]);
        for (let at = 0; at < tar.length; at += 512) yield await Promise.resolve(tar.subarray(at, at + 512));
      } finally {
        isOpen = false;
      }
    }
    for await (const event of tarEvents(chunks(), 'x.tar')) if (event.kind === 'data') break;
    expect(isOpen).toBe(false);
  });
});
