import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from './fingerprint.ts';
import { withLock } from './lock.ts';
import { repositoryRoot } from './paths.ts';

/** `plain`: the same bits on every machine. `relaxed`: fused multiply-add where the processor has it. */
export const kernelBuilds = ['plain', 'relaxed'] as const;
export type KernelBuild = (typeof kernelBuilds)[number];

/** Compiles one build of the kernels below `root` into `file`. */
export type CompileKernels = (build: KernelBuild, root: string, file: string) => Promise<void>;

export interface KernelOptions {
  /** True: says nothing at all. Otherwise one line on standard error when something was built. */
  readonly quiet?: boolean;
  readonly root?: string;
  readonly compile?: CompileKernels;
}

const sourceFolder = 'src-renderer/engine/cpu/assembly';
/** What the kernels are made of; npm writes the compiler's version into package.json. */
export const kernelSources: readonly string[] = [sourceFolder, 'scripts/kernels.ts', 'package.json'];
const stampName = '.fingerprint';

/** Where a build of the kernels lies. */
export function kernelFile(build: KernelBuild, root = repositoryRoot): string {
  return join(root, 'out', 'kernels', `kernels.${build}.wasm`);
}

/**
 * Compiles the AssemblyScript kernels into `out/kernels/` where that is stale, and tells whether it did. The folder appears whole or not at all,
 * a failed compilation leaves the old one in place, and any number of processes may ask at once.
 */
export async function ensureKernels(options: KernelOptions = {}): Promise<boolean> {
  const { root = repositoryRoot } = options;
  if (await isFresh(root)) return false;
  return withLock(join(root, 'out', '.building-kernels'), async () => {
    if (await isFresh(root)) return false;
    await buildKernels(root, options);
    return true;
  });
}

async function isFresh(root: string): Promise<boolean> {
  const stamp = await readFile(join(root, 'out', 'kernels', stampName), 'utf8').catch(() => null);
  return stamp === (await fingerprint(root, kernelSources));
}

async function buildKernels(root: string, { quiet = false, compile = compileKernels }: KernelOptions): Promise<void> {
  const startedAt = Date.now();
  const stamp = await fingerprint(root, kernelSources);
  const aside = join(root, 'out', `.new-kernels-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  try {
    await mkdir(join(aside, 'kernels'), { recursive: true });
    for (const build of kernelBuilds) await compile(build, root, join(aside, 'kernels', `kernels.${build}.wasm`));
    await writeFile(join(aside, 'kernels', stampName), stamp);
    await putInPlace(join(aside, 'kernels'), join(root, 'out', 'kernels'), join(aside, 'old'));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  if (!quiet) process.stderr.write(`Built kernels in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}

async function putInPlace(fresh: string, place: string, old: string): Promise<void> {
  await rename(place, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, place);
}

/**
 * The flags of the compiler. -O2, because -O3 moves loads about until the plain micro-kernel runs out of registers, a third slower. Constants
 * begin at 64 KiB: below is nothing, so a null address is never mistaken for one. Memory begins with what the constants need and grows to
 * what WebAssembly allows. Warning 201 is about arithmetic on addresses, 112 about functions over four values at once, which other
 * files of the kernels call and the host does not.
 */
function compilerFlags(build: KernelBuild, root: string, file: string): string[] {
  return [
    join(sourceFolder, 'index.ts'),
    ...['--baseDir', root, '--outFile', file],
    ...['-O2', '--noAssert', '--runtime', 'stub'],
    ...['--memoryBase', '65536', '--initialMemory', '2', '--maximumMemory', '65536'],
    ...['--enable', build === 'plain' ? 'simd' : 'simd,relaxed-simd'],
    ...['--disableWarning', '201', '--disableWarning', '112'],
  ];
}

/** Runs the compiler in this process; loaded only when something is stale: it is large. */
async function compileKernels(build: KernelBuild, root: string, file: string): Promise<void> {
  const { main } = await import('assemblyscript/asc');
  const { error, stderr } = await main(compilerFlags(build, root, file));
  if (error) throw new Error(`The ${build} kernels do not compile:\n${stderr.toString()}`);
}

if (import.meta.main) {
  try {
    if (!(await ensureKernels())) process.stderr.write('Nothing to build: out/kernels is up to date.\n');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
