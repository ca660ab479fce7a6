import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canRun, instantiateKernels } from '#renderer/engine/cpu/instantiateKernels.ts';
import { ensureKernels, kernelFile, type CompileKernels } from '../../../scripts/kernels.ts';
import { normals, openBench, type Bench } from '../../support/kernelBench.ts';
import { inputSize, kernelSize, outputSize, slide, windowArguments } from '../../support/plainKernels.ts';

/** What one convolution with its gradients, a dense layer and the activations leave in memory. */
function someWork(bench: Bench): readonly Float32Array[] {
  const plan = { rows: 5, height: 9, width: 7, channels: 13, filters: 10, padding: 'same' } as const;
  const window = slide({ ...plan, kernel: [3, 3], stride: [2, 1] });
  const sizes = windowArguments(window);
  const [x, kernel] = [bench.put(normals(inputSize(window), 'x')), bench.put(normals(kernelSize(window), 'kernel'))];
  const bias = bench.put(normals(window.filters, 'bias'));
  const count = outputSize(window);
  const [y, dy, dKernel, dx] = [count, count, kernelSize(window), inputSize(window)].map((size) => bench.room(size));
  const { kernels } = bench;
  bench.scratch(Math.max(kernels.conv2dScratch(...sizes), kernels.gemmScratch(300, 300, 300)));
  kernels.conv2d(x, kernel, bias, y!, 2, ...sizes);
  kernels.activate(3, y!, dy!, count);
  kernels.conv2dKernelGradient(x, dy!, dKernel!, ...sizes);
  kernels.conv2dInputGradient(dy!, kernel, dx!, ...sizes);
  const product = bench.room(67 * 31);
  kernels.gemm(1, 1, 67, 31, 29, x, kernel, product, 0);
  const sums = bench.room(4);
  kernels.categoricalCrossentropy(product, bench.put(new Float32Array(67).fill(3)), product, sums, 67, 31);
  return [
    bench.read(y!, count),
    bench.read(dKernel!, kernelSize(window)),
    bench.read(dx!, inputSize(window)),
    bench.read(product, 67 * 31),
    bench.read(sums, 4),
  ];
}

describe('the kernels', () => {
  it.each(['plain', 'relaxed'] as const)('of the %s build give the same bits in two instances', async (build) => {
    const [one, two] = [someWork(await openBench(build)), someWork(await openBench(build))];
    expect(one.map((part) => Buffer.from(part.buffer).toString('hex'))).toEqual(
      two.map((part) => Buffer.from(part.buffer).toString('hex')),
    );
  });

  it('the plain build has no instruction whose result depends on the machine', async () => {
    await ensureKernels({ quiet: true });
    const [plain, relaxed] = [await readFile(kernelFile('plain')), await readFile(kernelFile('relaxed'))];
    expect(relaxedOperations(relaxed)).toBeGreaterThan(0);
    expect(relaxedOperations(plain)).toBe(0);
    expect(canRun(plain)).toBe(true);
  });

  it('import nothing, and their memory grows', async () => {
    await ensureKernels({ quiet: true });
    const bytes = await readFile(kernelFile('plain'));
    expect(WebAssembly.Module.imports(new WebAssembly.Module(bytes))).toEqual([]);
    const kernels = instantiateKernels(bytes);
    expect(kernels.heapStart() % 64).toBe(0);
    expect(kernels.heapStart()).toBeLessThan(kernels.memory.buffer.byteLength);
    kernels.memory.grow(1600);
    expect(kernels.memory.buffer.byteLength).toBeGreaterThan(100 * 2 ** 20);
  });

  it('bytes that are something else are refused', () => {
    expect(canRun(new Uint8Array([1, 2, 3]))).toBe(false);
    expect(() => instantiateKernels(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))).toThrow(
      'not the training kernels',
    );
  });
});

/** Occurrences of f32x4.relaxed_madd: prefix 0xfd, then 0x105 as LEB128. */
function relaxedOperations(bytes: Buffer): number {
  let found = 0;
  for (let i = 0; i + 2 < bytes.length; i++)
    if (bytes[i] === 0xfd && bytes[i + 1] === 0x85 && bytes[i + 2] === 0x02) found++;
  return found;
}

describe('ensureKernels', () => {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'studio-kernels-'));
    await mkdir(join(root, 'src-renderer/engine/cpu/assembly'), { recursive: true });
    await writeFile(join(root, 'src-renderer/engine/cpu/assembly/index.ts'), 'one');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('compiles both builds when stale, and only then', async () => {
    const made: string[] = [];
    const compile: CompileKernels = async (build, _root, file) => {
      made.push(build);
      await writeFile(file, build);
    };
    const options = { root, compile, quiet: true };
    expect(await Promise.all([ensureKernels(options), ensureKernels(options)])).toContain(true);
    expect(made).toEqual(['plain', 'relaxed']);
    expect(await ensureKernels(options)).toBe(false);
    await writeFile(join(root, 'src-renderer/engine/cpu/assembly/index.ts'), 'two');
    expect(await ensureKernels(options)).toBe(true);
    expect(await readFile(kernelFile('relaxed', root), 'utf8')).toBe('relaxed');
  });

  it('says what does not compile and keeps the old build', async () => {
    await ensureKernels({ root, quiet: true, compile: (_, __, file) => writeFile(file, 'old') });
    await writeFile(join(root, 'src-renderer/engine/cpu/assembly/index.ts'), 'export function broken(: i32 {}');
    await expect(ensureKernels({ root, quiet: true })).rejects.toThrow(/plain kernels do not compile[^]*index\.ts/);
    expect(await readFile(kernelFile('plain', root), 'utf8')).toBe('old');
  });
});
