import { mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureBuilt, type BuildPart, type Compile } from '../../../scripts/build.ts';
import { fingerprint } from '../../../scripts/fingerprint.ts';
import { withLock } from '../../../scripts/lock.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'studio-build-'));
  await mkdir(join(root, 'src-renderer'));
  await writeFile(join(root, 'src-renderer', 'main.ts'), 'one');
  await mkdir(join(root, 'src-main'));
  await writeFile(join(root, 'src-main', 'index.ts'), 'one');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A compiler that writes which part it made and counts. */
function countingCompile(): { compile: Compile; made: BuildPart[] } {
  const made: BuildPart[] = [];
  const compile: Compile = async (part, folder) => {
    made.push(part);
    await delay(30);
    await writeFile(join(folder, 'index.js'), `${part} ${made.length}`);
  };
  return { compile, made };
}

describe('ensureBuilt', () => {
  it('builds what is stale and nothing else', async () => {
    const { compile } = countingCompile();
    const options = { root, compile, quiet: true };
    expect(await ensureBuilt(options)).toEqual(['main', 'preload', 'renderer']);
    expect(await ensureBuilt(options)).toEqual([]);
    await writeFile(join(root, 'src-renderer', 'main.ts'), 'two');
    expect(await ensureBuilt(options)).toEqual(['renderer']);
    await writeFile(join(root, 'package-lock.json'), '{}');
    expect(await ensureBuilt({ ...options, parts: ['main'] })).toEqual(['main']);
    expect(await ensureBuilt(options)).toEqual(['preload', 'renderer']);
  });

  it('builds once when many ask at the same time', async () => {
    const { compile, made } = countingCompile();
    await Promise.all(
      Array.from({ length: 5 }, () => ensureBuilt({ root, compile, quiet: true, parts: ['renderer'] })),
    );
    expect(made).toEqual(['renderer']);
  });

  it('keeps the old build and leaves nothing behind when a build fails', async () => {
    const { compile } = countingCompile();
    await ensureBuilt({ root, compile, quiet: true, parts: ['renderer'] });
    await writeFile(join(root, 'src-renderer', 'main.ts'), 'broken');
    const failing = () => Promise.reject(new Error('does not compile'));
    await expect(ensureBuilt({ root, compile: failing, quiet: true, parts: ['renderer'] })).rejects.toThrow(
      'does not compile',
    );
    expect(await readFile(join(root, 'out', 'renderer', 'index.js'), 'utf8')).toBe('renderer 1');
    expect(await readdir(join(root, 'out'))).toEqual(['renderer']);
  });
});

describe('fingerprint', () => {
  it('follows names and contents, not times or order', async () => {
    const before = await fingerprint(root, ['src-main', 'src-renderer', 'missing']);
    expect(await fingerprint(root, ['src-renderer', 'src-main'])).toBe(before);
    await writeFile(join(root, 'src-main', 'index.ts'), 'one');
    expect(await fingerprint(root, ['src-main', 'src-renderer'])).toBe(before);
    await writeFile(join(root, 'src-main', 'other.ts'), '');
    expect(await fingerprint(root, ['src-main', 'src-renderer'])).not.toBe(before);
  });
});

describe('withLock', () => {
  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await delay(10);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 4 }, () => withLock(join(root, 'lock'), work)));
    expect(most).toBe(1);
  });

  it('takes over the lock of a process that is gone, and refuses after the wait where the owner lives', async () => {
    const file = join(root, 'lock');
    await writeFile(file, '4194399');
    expect(await withLock(file, () => Promise.resolve('done'))).toBe('done');
    await writeFile(file, String(process.ppid));
    await expect(withLock(file, () => Promise.resolve(), { waitMs: 200 })).rejects.toThrow(file);
  });

  it('frees the lock when the work throws', async () => {
    const file = join(root, 'lock');
    await expect(withLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(file, () => Promise.resolve(1))).toBe(1);
  });
});
