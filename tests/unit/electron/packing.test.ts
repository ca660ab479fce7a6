import { build } from 'electron-builder';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builderConfig } from '../../../electron-builder.config.ts';
import { ensureBuilt } from '../../../scripts/build.ts';
import { repositoryRoot } from '../../../scripts/paths.ts';

const require = createRequire(import.meta.url);
/** Marks the fuses inside Electron's binary: then a version, their number, and one letter each (r: removed, 0, 1). */
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuses = 8;

/** Packs the real bundles around a stand-in for Electron's binary, which is all that is missing without a network. */
describe.runIf(process.platform === 'linux')('a packed studio', () => {
  let folder = '';
  let resources = '';

  beforeAll(async () => {
    await ensureBuilt({ quiet: true, parts: ['main', 'preload'] });
    folder = await mkdtemp(join(tmpdir(), 'studio-packing-'));
    await standInForElectron(join(folder, 'electron'));
    await build({
      linux: ['dir'],
      projectDir: repositoryRoot,
      publish: 'never',
      config: {
        ...builderConfig,
        electronDist: join(folder, 'electron'),
        directories: { ...builderConfig.directories, output: join(folder, 'dist') },
      },
    });
    resources = join(folder, 'dist', 'linux-unpacked', 'resources');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds the bundles, sharp and nothing else of the sources or libraries', () => {
    const { listPackage } = require('@electron/asar');
    const inside: string[] = listPackage(join(resources, 'app.asar'));
    expect(inside).toEqual(
      expect.arrayContaining(['/out/main/index.js', '/out/preload/index.cjs', '/package.json', '/LICENSE']),
    );
    expect(inside.filter((path) => !/^\/((out|node_modules)(\/|$)|package\.json$|LICENSE$)/.test(path))).toEqual([]);
    expect(inside.filter((path) => path.includes('.fingerprint'))).toEqual([]);
    const libraries = inside.flatMap((path) => /^\/node_modules\/([^/]+)$/.exec(path)?.[1] ?? []);
    expect(libraries.sort()).toEqual(['@img', 'detect-libc', 'semver', 'sharp']);
  });

  it('decodes a picture with the packed sharp, outside the archive', async () => {
    const unpacked = join(resources, 'app.asar.unpacked', 'node_modules', 'sharp', 'package.json');
    const sharp = createRequire(unpacked)('sharp');
    const pixel = { width: 1, height: 1, channels: 3, background: { r: 1, g: 2, b: 3 } };
    expect([...(await sharp({ create: pixel }).raw().toBuffer())]).toEqual([1, 2, 3]);
  });

  it('needs nothing but Electron in the preload, which a sandbox could not load', () => {
    const { extractFile } = require('@electron/asar');
    const preload = String(extractFile(join(resources, 'app.asar'), 'out/preload/index.cjs'));
    const required = [...preload.matchAll(/require\((["'`])(.*?)\1\)/g)].map(([, , name]) => name);
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect(preload).not.toMatch(/^(import|export) /m);
    expect(preload).toContain('exposeInMainWorld');
  });

  it('has its resources beside the archive, where the shell looks for them', async () => {
    const recipe = await readFile(join(resources, 'studio', 'recipes', 'two-moons.experiment.json'), 'utf8');
    expect(JSON.parse(recipe)).toMatchObject({ format: 'descent-studio/experiment' });
    expect((await readFile(join(resources, 'studio', 'icons', 'icon.png'))).byteLength).toBeGreaterThan(1000);
  });

  it('has its fuses closed in the binary', async () => {
    const binary = await readFile(join(resources, '..', 'descent-studio'));
    const start = binary.indexOf(fuseMark) + fuseMark.length + 2;
    // runAsNode, cookies (untouched), NODE_OPTIONS, inspect, asar integrity, only from asar, snapshot (untouched), file privileges
    expect(binary.subarray(start, start + fuses).toString()).toBe('01001100');
  });
});

async function standInForElectron(place: string): Promise<void> {
  await mkdir(join(place, 'resources'), { recursive: true });
  const wire = Buffer.concat([Buffer.from(fuseMark), Buffer.from([1, fuses]), Buffer.from('11110001')]);
  await writeFile(join(place, 'electron'), Buffer.concat([Buffer.alloc(512), wire, Buffer.alloc(512)]));
  await chmod(join(place, 'electron'), 0o755);
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html']) await writeFile(join(place, name), '');
}
