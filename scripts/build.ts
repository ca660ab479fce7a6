import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.ts';
import { ensureKernels } from './kernels.ts';
import { withLock } from './lock.ts';
import { repositoryRoot } from './paths.ts';

export const buildParts = ['main', 'preload', 'renderer'] as const;
export type BuildPart = (typeof buildParts)[number];

/** Compiles one part into a folder that exists and is empty. */
export type Compile = (part: BuildPart, folder: string) => Promise<void>;

export interface BuildOptions {
  /** True: says nothing at all. Otherwise one line per built part, on standard error. */
  readonly quiet?: boolean;
  readonly parts?: readonly BuildPart[];
  readonly root?: string;
  readonly compile?: Compile;
}

/** What a part is made of: a change in any of these makes it stale. */
const common = ['package.json', 'package-lock.json', 'electron.vite.config.ts', 'src-shared', 'resources'];
const sources: Record<BuildPart, readonly string[]> = {
  main: [...common, 'src-main'],
  preload: [...common, 'src-main/preload'],
  renderer: [...common, 'src-renderer', 'scripts/kernels.ts'],
};
const stampName = '.fingerprint';

/**
 * Builds what is stale below `out/` and returns what it built. A part appears whole or not at all, a failed build leaves the old
 * one in place, and any number of processes may ask at once.
 */
export async function ensureBuilt(options: BuildOptions = {}): Promise<readonly BuildPart[]> {
  const { parts = buildParts, root = repositoryRoot } = options;
  if ((await stale(root, parts)).length === 0) return [];
  return withLock(join(root, 'out', '.building'), async () => {
    const due = await stale(root, parts);
    for (const part of due) await buildPart(part, root, options);
    return due;
  });
}

async function stale(root: string, parts: readonly BuildPart[]): Promise<readonly BuildPart[]> {
  const isFresh = await Promise.all(
    parts.map(async (part) => {
      const stamp = await readFile(join(root, 'out', part, stampName), 'utf8').catch(() => null);
      return stamp === (await fingerprint(root, sources[part]));
    }),
  );
  return parts.filter((_, index) => !isFresh[index]);
}

async function buildPart(
  part: BuildPart,
  root: string,
  { quiet = false, compile = bundle }: BuildOptions,
): Promise<void> {
  const startedAt = Date.now();
  const stamp = await fingerprint(root, sources[part]);
  const aside = join(root, 'out', `.new-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(join(aside, part), { recursive: true });
    await compile(part, join(aside, part));
    await writeFile(join(aside, part, stampName), stamp);
    await putInPlace(join(aside, part), join(root, 'out', part), join(aside, 'old'));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  if (!quiet) process.stderr.write(`Built ${part} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}

async function putInPlace(fresh: string, place: string, old: string): Promise<void> {
  await rename(place, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, place);
}

/** Bundles with electron-vite's configuration of the part. Loaded only when something is stale: the bundler is large. */
async function bundle(part: BuildPart, folder: string): Promise<void> {
  if (part === 'renderer') await ensureKernels({ quiet: true });
  const [{ resolveConfig }, { build }] = await Promise.all([import('electron-vite'), import('vite')]);
  const modeBefore = process.env['NODE_ENV'];
  try {
    const electronVite = { configFile: join(repositoryRoot, 'electron.vite.config.ts'), logLevel: 'warn' as const };
    process.env['NODE_ENV_ELECTRON_VITE'] = 'production';
    const { config } = await resolveConfig({ ...electronVite, mode: 'production' }, 'build', 'production');
    const settings = config?.[part];
    if (!settings) throw new Error(`electron.vite.config.ts has no part named ${part}.`);
    await build({ ...settings, build: { ...settings.build, outDir: folder, emptyOutDir: true } });
  } finally {
    delete process.env['NODE_ENV_ELECTRON_VITE'];
    if (modeBefore === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = modeBefore;
  }
}

if (import.meta.main) {
  try {
    const built = await ensureBuilt();
    if (built.length === 0) process.stderr.write('Nothing to build: out/ is up to date.\n');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
