import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkFile, traceFile } from '../support/referenceFiles.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const reference = join(root, '..', 'shared', 'reference');

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'descent-verify-test-'));
});
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** `descent verify …` as npm starts it; `interruptAt` gets Ctrl+C once standard error says so. */
function verify(words: readonly string[], interruptAt?: RegExp): Promise<Answer> {
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'src-main/cli/index.ts'), 'verify', ...words];
  const env = { ...process.env, STUDIO_HOME: join(home, 'studio'), TMPDIR: home, LC_ALL: 'C' };
  const child = spawn(process.execPath, args, { cwd: home, env });
  let [out, error, isInterrupted] = ['', '', false];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => {
    error += chunk;
    if (isInterrupted || !interruptAt?.test(error)) return;
    isInterrupted = true;
    child.kill('SIGINT');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}

async function written(name: string, content: unknown): Promise<string> {
  const file = join(home, name);
  await writeFile(file, JSON.stringify(content));
  return file;
}

/** A few cases of a shared file, with what they need. */
async function partOf(name: string, ids: readonly string[]) {
  const content = JSON.parse(await readFile(join(reference, name), 'utf8'));
  return { ...content, cases: content.cases.filter(({ id }: { id: string }) => ids.includes(id)) };
}

describe.runIf(existsSync(reference))('descent verify of the shared files on the engines that train', () => {
  it.each(['optimizers.json', 'mlp.json'])('%s passes whole on wasm', async (name) => {
    const { code, out, error } = await verify([join(reference, name), '--backend', 'wasm', '--json']);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ file: join(reference, name), failed: [], unsupported: [], passed: report.total });
    expect(report.total).toBe(name === 'mlp.json' ? 57 : 284);
    expect(error).toMatch(/entry \d+ of/);
    expect(code).toBe(0);
  });

  it('a part of each passes on webgl', async () => {
    const traces = await partOf('optimizers.json', ['P8-adam', 'P6-lamb', 'P9-nesterov-lookahead', 'P6-newton']);
    const networks = await partOf('mlp.json', ['N1-mini-adam', 'N2-mini-nesterov-lookahead', 'N1-full-hessian_free']);
    for (const [name, content, total, float64] of [
      ['traces.json', traces, 77, ['P6-newton']],
      ['networks.json', networks, 3, []],
    ] as const) {
      const { code, out } = await verify([await written(name, content), '--backend', 'webgl', '--json']);
      expect(JSON.parse(out)).toMatchObject({ total, passed: total, failed: [], unsupported: [], float64 });
      expect(code).toBe(0);
    }
  });
});

describe('descent verify on an engine', () => {
  it('names what is wrong, exit code 1; a path that leaves the numbers is null in JSON', async () => {
    const content = traceFile();
    content.cases[0]!.trace[2]!.theta[0]! += 1e-3;
    Object.assign(content.cases[1]!, { params: { ...content.cases[1]!.params, lr: 1e39 } });
    const file = await written('wrong.json', content);
    const { code, out } = await verify([file, '--backend', 'wasm', '--json']);
    const { failed, total, passed } = JSON.parse(out);
    expect(failed).toMatchObject([
      { id: 'sgd', what: 'theta' },
      { id: 'sgd', what: 'f' },
      { id: 'look-ahead', what: 'theta', deviation: null },
    ]);
    expect([code, total, passed]).toEqual([1, 7, 5]);
    const text = await verify([file, '--backend', 'wasm']);
    expect(text.out).toContain('5 of 7 entries passed');
    expect(text.out).toContain('Infinity');
  });

  it('refuses what is no reference file before any browser starts: exit code 2', async () => {
    const { code, out, error } = await verify([await written('none.json', { a: 1 }), '--backend', 'webgl']);
    expect([code, out]).toEqual([2, '']);
    expect(error).toMatch(/not a reference file/);
  });

  it('ends with Ctrl+C: exit code 1, nothing on standard output', async () => {
    const { networks, cases } = await networkFile();
    const many = Array.from({ length: 400 }, (_, i) => ({ ...cases[1]!, id: `case-${i}` }));
    const file = await written('long.json', { networks, cases: many });
    const { code, out, error } = await verify([file, '--backend', 'webgl', '--json'], /entry \d+ of 400/);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/cancel|stopped/i);
  });
});
