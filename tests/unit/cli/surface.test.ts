import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '#main/cli/main.ts';
import { english } from '#main/cli/sentences.ts';
import { openWorkshop } from '#main/cli/openWorkshop.ts';

const reference = fileURLToPath(new URL('../../../../shared/reference/', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'descent-surface-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function descent(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const quiet = { update: () => undefined, note: () => undefined, end: () => undefined };
  const workshop = openWorkshop();
  const terminal = { out: (text: string) => void (out += text), error: (text: string) => void (error += text) };
  const context = { say: english, progress: quiet, signal: new AbortController().signal, workshop };
  const code = await runCommandLine(words, terminal, context);
  await workshop.close();
  return { code, out, error };
}

async function surface(...words: string[]) {
  const { code, out, error } = await descent('surface', ...words, '--json');
  expect(error).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

describe('descent surface', () => {
  it('B6: gives every step of a path, with the published numbers', async () => {
    const answer = await surface(
      '--surface',
      'quadratic',
      '--optimizer',
      'sgd',
      '--set',
      'learningRate=0.4',
      '--start',
      '-5,-2',
      '--steps',
      '20',
    );
    expect(answer).toMatchObject({
      surface: 'quadratic',
      optimizer: 'sgd',
      params: { learningRate: 0.4 },
      diverged: null,
    });
    expect(answer.trace.map(({ step }: { step: number }) => step)).toEqual(Array.from({ length: 21 }, (_, i) => i));
    expect(answer.trace[0]).toMatchObject({ theta: [-5, -2], f: 10.5, grad: [-1, -8] });
    expect(answer.trace[20].theta[0].toFixed(6)).toBe('-0.943467');
  });

  it('B1: says at which rate a typed quadratic would converge, and by how much its steps grow', async () => {
    const words = ['--optimizer', 'sgd', '--set', 'learningRate=0.6', '--start', '-5,-2', '--steps', '20'];
    const { out } = await descent('surface', '--surface', '0.1 x² + 2 y²', ...words);
    expect(out).toContain('Every step is 1.4 times the last. A rate below 0.500000 would converge.');
    const saddle = await descent('surface', '--surface', 'saddle', ...words);
    expect(saddle.out).not.toContain('would converge');
  });

  it('takes a formula in place of an id, several settings, parameters of the surface', async () => {
    const typed = await surface(
      '--surface',
      '0.1 x^2 + 2 y^2',
      '--optimizer',
      'momentum',
      '--set',
      'learningRate=0.6',
      'beta=0.5',
      'form=lr_out',
      '--start',
      '-5,-2',
      '--steps',
      '20',
    );
    expect(typed.trace[20].theta.map((value: number) => value.toFixed(6))).toEqual(['0.007188', '0.002553']);
    const wide = await surface(
      '--surface',
      'quadratic',
      '--optimizer',
      'sgd',
      '--set',
      'surface.a=1',
      '--set',
      'surface.b=3',
      '--steps',
      '0',
      '--start',
      '1,1',
    );
    expect(wide).toMatchObject({ surfaceParams: { a: 1, b: 3 }, trace: [{ f: 4, grad: [2, 6] }] });
  });

  it('D9 D13: clips, schedules, adds noise; a line has one number', async () => {
    const clipped = await surface(
      '--surface',
      'cliff',
      '--optimizer',
      'sgd',
      '--set',
      'learningRate=0.3',
      '--start',
      '1.5,1.5',
      '--clip',
      'norm:1',
      '--steps',
      '60',
    );
    expect(Math.min(...clipped.trace.map(({ theta }: { theta: number[] }) => theta[0]))).toBeGreaterThan(-1);
    const falling = await surface(
      '--surface',
      'quadratic',
      '--optimizer',
      'sgd',
      '--set',
      'learningRate=0.4',
      '--schedule',
      'step:gamma=0.5,step_size=5',
      '--steps',
      '10',
    );
    expect(falling.trace.map(({ learningRate }: { learningRate: number }) => learningRate)).toEqual([
      0.4, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.2, 0.2, 0.1,
    ]);
    const noisy = await surface('--surface', 'quadratic', '--optimizer', 'sgd', '--noise', '1:7', '--steps', '3');
    expect(noisy.noise).toEqual({ std: 1, seed: 7 });
    const line = await surface('--surface', 'slope_plateau', '--optimizer', 'sgd', '--start', '-5', '--steps', '1');
    expect(line.trace[1].theta).toHaveLength(1);
  });

  it('C5: a divergence is a result: null where numbers are not finite, exit code 0', async () => {
    const answer = await surface(
      '--surface',
      'beale',
      '--optimizer',
      'momentum',
      '--set',
      'learningRate=0.01',
      'beta=0.9',
      '--start',
      '1,1.5',
      '--steps',
      '300',
    );
    expect(answer.diverged).toMatchObject({ kind: 'notFinite', step: 11 });
    expect(answer.trace.at(-1)).toMatchObject({ step: 11, f: null });
    expect(answer.trace.at(-1).theta).toContain(null);
    const said = await descent(
      'surface',
      '--surface',
      'quadratic',
      '--optimizer',
      'sgd',
      '--set',
      'learningRate=0.6',
      '--start',
      '-5,-2',
      '--steps',
      '40',
    );
    expect(said.out).toMatch(/Diverged at step 21: .* A rate below 0\.500000 would converge\./);
  });

  it.each([
    [['--surface', 'beale'], /needs --optimizer/],
    [['--surface', 'nowhere', '--optimizer', 'sgd'], /no surface “nowhere”; known: quadratic/],
    [['--surface', 'x +* y', '--optimizer', 'sgd'], /At character 4, “\*”/],
    [['--surface', 'beale', '--optimizer', 'sdg'], /no optimizer “sdg”; known: sgd, .*newton/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--set', 'rate=1'], /--set: there is no parameter rate/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--set', 'learningRate'], /--set: “learningRate” is no NAME=VALUE/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--set', 'learningRate=fast'], /learningRate is “fast”/],
    [['--surface', 'beale', '--optimizer', 'momentum', '--set', 'beta=1'], /beta is 1/],
    [['--surface', 'beale', '--optimizer', 'momentum', '--set', 'beta=-0.1'], /beta is -0.1/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--set', 'surface.c=1'], /no parameter c/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--start', '1'], /--start: “1” is not 2 numbers/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--start', '1,NaN'], /--start/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--steps', '1.5'], /--steps/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--clip', 'hard:1'], /--clip: “hard” is not known/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--clip', 'norm:0'], /--clip: “norm:0” needs a number above 0/],
    [['--surface', 'beale', '--optimizer', 'sgd', '--schedule', 'slow'], /no schedule “slow”; known: constant/],
    [
      ['--surface', 'beale', '--optimizer', 'sgd', '--schedule', 'step:often=3'],
      /--schedule: there is no parameter often/,
    ],
    [['--surface', 'beale', '--optimizer', 'newton', '--schedule', 'step'], /newton finds its own step length/],
    [['--surface', 'beale', '--optimizer', 'hessian_free', '--set', 'curvature=gauss_newton'], /gauss_newton/],
  ])('%j is bad input: one line, exit code 2', async (words, sentence) => {
    const { code, out, error } = await descent('surface', ...words);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(error).toMatch(sentence);
    expect(error.split('\n')).toHaveLength(1);
  });
});

describe('descent surfaces', () => {
  it('lists every surface with its parameters, start and minima', async () => {
    const { out } = await descent('surfaces', '--json');
    const list = JSON.parse(out);
    expect(list.map(({ id }: { id: string }) => id)).toContain('six_hump_camel');
    expect(list.find(({ id }: { id: string }) => id === 'quadratic')).toMatchObject({
      start: [-5, -2],
      minima: [[0, 0]],
      params: [{ name: 'a', default: 0.1 }, { name: 'b' }],
    });
    expect((await descent('surfaces')).out).toContain('Rosenbrock');
  });
});

describe('descent verify', () => {
  const write = (name: string, content: unknown): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const one = (theta: number) => ({
    problems: { Q: { kind: 'quadratic', theta0: [1], A: [[2]], b: [0] } },
    cases: [
      {
        id: 'mine',
        problem: 'Q',
        optimizer: 'sgd',
        params: { lr: 0.1 },
        tolerance: 1e-12,
        float32_deviation: null,
        trace: [
          { step: 0, theta: [1], f: 1 },
          { step: 1, theta: [theta], f: theta * theta },
        ],
      },
    ],
  });

  it('passes what is right, exit code 0; fails what is wrong, exit code 1, naming it', async () => {
    const right = await descent('verify', write('right.json', one(0.8)), '--json');
    expect([right.code, JSON.parse(right.out)]).toEqual([
      0,
      { file: path.join(folder, 'right.json'), total: 1, passed: 1, failed: [], unsupported: [] },
    ]);
    const wrong = await descent('verify', write('wrong.json', one(0.7)), '--backend', 'float64', '--json');
    expect(wrong.code).toBe(1);
    expect(JSON.parse(wrong.out).failed[0]).toMatchObject({ id: 'mine', what: 'theta', tolerance: 1e-12 });
    expect((await descent('verify', write('wrong.json', one(0.7)))).out).toContain('0 of 1 entries passed');
  });

  it('does not pass what it does not know', async () => {
    const unknown = { ...one(0.8), cases: [{ ...one(0.8).cases[0], optimizer: 'mystery' }] };
    const { code, out } = await descent('verify', write('unknown.json', unknown), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).unsupported).toEqual(['mine']);
  });

  it('refuses what is no reference file: exit code 2', async () => {
    for (const [file, sentence] of [
      [write('none.json', { a: 1 }), /not a reference file/],
      [write('broken.json', '{'), /not JSON/],
      [path.join(folder, 'absent.json'), /absent\.json/],
    ] as const) {
      const { code, out, error } = await descent('verify', file);
      expect([code, out]).toEqual([2, '']);
      expect(error).toMatch(sentence);
    }
    expect((await descent('verify', write('r.json', one(0.8)), '--backend', 'abacus')).code).toBe(2);
  });

  it.runIf(fs.existsSync(reference)).each(['optimizers.json', 'mlp.json'])(
    'passes the shared %s whole',
    async (name) => {
      const { code, out } = await descent('verify', path.join(reference, name), '--json');
      const report = JSON.parse(out);
      expect(report).toMatchObject({ failed: [], unsupported: [] });
      expect(report.passed).toBe(report.total);
      expect(code).toBe(0);
    },
  );
});
