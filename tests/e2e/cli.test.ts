import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fashion from '#resources/recipes/fashion-mnist.experiment.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const fashionFolder = join(root, '..', 'shared', 'data', 'fashion-mnist');

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

let home = '';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'descent-cli-test-'));
});

afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));

/** Starts `descent` as npm does, with an empty home; `interruptAt` gets Ctrl+C once standard error says so. */
function descent(words: readonly string[], { interruptAt }: { interruptAt?: RegExp } = {}): Promise<Answer> {
  const args = ['--disable-warning=ExperimentalWarning', join(root, 'src-main/cli/index.ts'), ...words];
  const env = { ...process.env, STUDIO_HOME: join(home, 'studio'), TMPDIR: home, LC_ALL: 'C' };
  const child = spawn(process.execPath, args, { cwd: home, env });
  let [out, error] = ['', ''];
  let isInterrupted = false;
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => {
    error += chunk;
    if (!interruptAt?.test(error) || isInterrupted) return;
    isInterrupted = true;
    // As a terminal and npm do together: twice at once.
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 50);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, error })));
}

/** The one JSON document of an answer that went well. */
async function json(...words: string[]) {
  const answer = await descent([...words, '--json']);
  expect(answer.error.split('\n').filter((line) => /error/i.test(line))).toEqual([]);
  expect(answer.code).toBe(0);
  return JSON.parse(answer.out);
}

async function file(name: string, content: unknown): Promise<string> {
  const place = join(home, name);
  await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  return place;
}

const csv = [
  'width,colour,kind',
  ...Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 3 ? 'red' : 'blue'},${i % 2 ? 'a' : 'b'}`),
];

const tiny = {
  format: 'descent-studio/experiment',
  version: 1,
  title: 'Tiny',
  data: {
    dataset: 'moons',
    target: 'class',
    validationShare: 0.1,
    testShare: 0.1,
    validationSize: null,
    splitSeed: 1,
    stratified: true,
    scaling: 'standardise',
  },
  model: {
    layers: [
      { id: 'hidden', kind: 'dense', params: { units: 8, activation: 'tanh' } },
      { id: 'out', kind: 'dense', params: { units: 2, activation: 'softmax' } },
    ],
  },
  loss: 'categoricalCrossentropy',
  training: { epochs: 2, batchSize: 64, seeds: [1], limitSteps: null },
  contenders: [
    { name: 'SGD', optimizer: 'sgd', params: { learningRate: 0.1 }, slot: 1 },
    { name: 'Adam', optimizer: 'adam', params: { learningRate: 0.01 }, slot: 2 },
    { name: 'Too fast', optimizer: 'sgd', params: { learningRate: 1000 }, slot: 3 },
  ],
};

describe('looking around', () => {
  it('recipes, optimizers, layers and data sets have the promised shapes', async () => {
    const recipes = await json('recipes');
    expect(recipes).toContainEqual({
      id: 'fashion-mnist',
      title: 'Which optimizer dresses best?',
      dataset: 'fashion-mnist',
      standIn: 'glyphs',
      contenders: ['SGD', 'Momentum', 'Nesterov', 'AdaGrad', 'RMSprop', 'Adam'],
    });
    const optimizers = await json('optimizers');
    expect(optimizers.map(({ id }: { id: string }) => id)).toContain('adagrad');
    expect(optimizers.find(({ id }: { id: string }) => id === 'adam')).toMatchObject({ slots: ['m', 'v'] });
    const [adam] = await json('optimizers', 'adam');
    expect(adam.params).toContainEqual({
      name: 'beta2',
      default: 0.999,
      min: 0,
      max: 1,
      scale: 'linear',
      choices: null,
    });
    expect((await json('layers')).map(({ kind }: { kind: string }) => kind)).toContain('conv2d');
    expect((await json('datasets')).map(({ id }: { id: string }) => id)).toContain('moons');
  });

  it('says what is wrong, where, and what to do, in one line, with exit code 2', async () => {
    const newer = await file('newer.experiment.json', { ...tiny, version: 2 });
    const unknown = await file('unknown.experiment.json', { ...tiny, data: { ...tiny.data, shuffle: true } });
    const wrongLayer = await file('layer.experiment.json', {
      ...tiny,
      model: { layers: tiny.model.layers.slice(0, 1) },
    });
    const broken = await file('broken.experiment.json', '{ "format": ');
    const pieces = { boundaries: [20, 10], values: [1, 0.1, 0.01], change: 'at_boundary' };
    const descends = await file('pieces.experiment.json', {
      ...tiny,
      training: { ...tiny.training, schedule: { id: 'piecewise', params: pieces } },
    });
    const unwatched = await file('unwatched.experiment.json', {
      ...tiny,
      data: { ...tiny.data, validationShare: 0 },
      training: { ...tiny.training, earlyStopping: { patience: 2, min_delta: 0, restoreBest: true } },
    });
    const wrong: [string[], RegExp][] = [
      [['raise'], /no command “raise”; known: doctor, .*run/],
      [['run', 'moon-two'], /no recipe and no file “moon-two”; recipes: .*two-moons/],
      [['run', 'two-moons', '--epoch', '3'], /no option --epoch; known: .*--epochs/],
      [['run', 'two-moons', '--epochs', 'many'], /--epochs: “many” is not a whole number from 1/],
      [['run', 'two-moons', '--contender', 'Adan'], /no contender “Adan”; it has .*Adam/],
      [['run', 'two-moons', '--backend', 'tpu'], /--backend: “tpu” .*webgl, cpu/],
      [['run', 'fashion-mnist'], /fashion-mnist/],
      [['run', newer], /version|2/],
      [['run', unknown], /data\.shuffle/],
      [['run', wrongLayer], /Layer 1 \(dense\)/],
      [['run', broken], /not valid JSON/],
      [['run', descends], /boundaries must ascend: 10 stands after 20/],
      [['run', unwatched], /no row is kept for validation/],
      [['optimizers', 'adamw2'], /adamw2.*adam/],
      [['inspect', 'nowhere.csv'], /nowhere\.csv/],
      [['show', 'r-none'], /r-none/],
      [['show', '../etc'], /\.\.\/etc/],
      [['export', 'r-none', '--format', 'onnx', '--out', 'x'], /--format: “onnx” .*tfjs/],
      [['export', 'r-none', '--format', 'tfjs'], /needs --out/],
      [['inspect'], /needs PATH/],
    ];
    for (const [words, sentence] of wrong) {
      const { code, out, error } = await descent([...words, '--json']);
      expect({ words, code, out }).toEqual({ words, code: 2, out: '' });
      expect(error.trimEnd().split('\n')).toHaveLength(1);
      expect(error).toMatch(sentence);
    }
  });

  it('explains itself', async () => {
    const overview = await descent(['--help']);
    expect(overview).toMatchObject({ code: 0, error: '' });
    expect(overview.out).toMatch(/doctor .*[\s\S]*export /);
    const help = await descent(['help', 'run']);
    expect(help.out).toContain('--contender NAME…');
    expect(help.out).not.toMatch(/cli\./);
    expect((await descent(['run', '-h'])).out).toBe(help.out);
  });
});

describe('data', () => {
  it('inspects a real CSV and keeps nothing of it', async () => {
    const report = await json('inspect', await file('kinds.csv', csv.join('\n')));
    expect(report).toMatchObject({ format: 'csv', kind: 'table', samples: 60, problems: [] });
    expect(report.columns.map(({ name }: { name: string }) => name)).toEqual(['width', 'colour', 'kind']);
    expect((await json('datasets')).some(({ origin }: { origin: string }) => origin === 'imported')).toBe(false);
  });

  it('names what is wrong with a file', async () => {
    const report = await json('inspect', await file('train-images-idx3-ubyte', 'no idx at all'));
    expect(report.samples).toBe(0);
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0].message).toMatch(/train-images-idx3-ubyte/);
  });

  it('imports, and reuses an identical import', async () => {
    const place = await file('kept.csv', csv.join('\n'));
    const first = await json('import', place, '--name', 'Kinds');
    expect(first).toMatchObject({ name: 'Kinds', kind: 'table' });
    expect((await json('import', place)).id).toBe(first.id);
  });
});

describe('training in a headless browser', () => {
  let runs: { run: string; contender: string; initialWeightsHash: string; history: unknown[] }[] = [];

  it('doctor sees the page and its WebGL', async () => {
    const experiment = await file('first.experiment.json', tiny);
    await json('run', experiment, '--contender', 'SGD', '--limit-steps', '1');
    const report = await json('doctor');
    expect(report).toMatchObject({
      host: expect.stringMatching(/^(electron|loopback)$/),
      backend: 'webgl',
      backendWhy: null,
    });
    expect(report.renderer).toBeTruthy();
    expect(report.database).toMatchObject({ ok: true, problem: null });
    expect(report.node).toBe(process.versions.node);
  });

  it('trains every contender from the same start and keeps the runs', async () => {
    const output = await json(
      'run',
      await file('tiny.experiment.json', tiny),
      '--seeds',
      '1,2',
      '--contender',
      'SGD',
      'Adam',
      '--backend',
      'webgl',
    );
    runs = output.runs;
    expect(output.runs).toHaveLength(4);
    for (const run of output.runs) {
      expect(run).toMatchObject({ status: 'finished', reason: null, backend: 'webgl', steps: 26 });
      expect(run.history.map(({ epoch }: { epoch: number }) => epoch)).toEqual([1, 2]);
      expect(run.history[1].valLoss).toBeLessThan(run.history[0].loss);
      expect(run.history[1].valMetrics.accuracy).toBeGreaterThan(0.6);
    }
    const hashes = (seed: number, hash: string) =>
      new Set(
        output.runs
          .filter((run: { seed: number }) => run.seed === seed)
          .map((run: Record<string, string>) => run[hash]),
      );
    for (const hash of ['initialWeightsHash', 'batchOrderHash']) {
      expect([hashes(1, hash).size, hashes(2, hash).size]).toEqual([1, 1]);
      expect(hashes(1, hash)).not.toEqual(hashes(2, hash));
    }
    const listed = await json('runs', '--experiment', output.experiment);
    expect(listed.map(({ run }: { run: string }) => run)).toEqual(runs.map(({ run }) => run));
    const shown = await json('show', runs[0]!.run);
    expect(shown.history).toEqual(runs[0]!.history);
    expect(shown.settings).toMatchObject({ title: 'Tiny', optimizer: 'sgd', params: { learningRate: 0.1 } });
  });

  it('calls a run that diverges by its name, and a limit is a limit', async () => {
    const regression = { ...tiny, data: { ...tiny.data, dataset: 'houses', target: 'price', stratified: false } };
    const layers = [tiny.model.layers[0], { id: 'out', kind: 'dense', params: { units: 1, activation: 'linear' } }];
    const place = await file('diverges.experiment.json', {
      ...regression,
      loss: 'meanSquaredError',
      model: { layers },
    });
    const { runs: ended } = await json('run', place, '--limit-steps', '20', '--contender', 'SGD', 'Too fast');
    expect(ended[0]).toMatchObject({ contender: 'SGD', status: 'finished', steps: 20 });
    expect(ended[1]).toMatchObject({ contender: 'Too fast', status: 'diverged' });
    expect(ended[1].reason).toBeTruthy();
  });

  it('D3, D15: starts from the weights the file names, stops early, says why and names the epoch whose weights it kept', async () => {
    const place = await file('early.experiment.json', {
      ...tiny,
      model: { ...tiny.model, initializer: { id: 'heNormal', params: { scale: 0.5, bias: 0.1 } } },
      training: {
        ...tiny.training,
        epochs: 6,
        earlyStopping: { patience: 1, min_delta: 0.001, restoreBest: true },
        schedule: { id: 'reduce_on_plateau', params: { form: 'torch', patience: 2, factor: 0.5 } },
      },
      contenders: [
        { ...tiny.contenders[1], params: { learningRate: 0.003 } },
        { name: 'Still', optimizer: 'sgd', params: { learningRate: 1e-9 }, slot: 4 },
      ],
    });
    const { runs: ended } = await json('run', place);
    expect(ended[0]).toMatchObject({ contender: 'Adam', status: 'finished', reason: null });
    expect(ended[0].history).toHaveLength(6);
    expect(ended[1]).toMatchObject({ contender: 'Still', status: 'finished', reason: 'earlyStopped' });
    expect(ended[1].history).toHaveLength(2);
    expect(ended[1].initialWeightsHash).toBe(ended[0].initialWeightsHash);
    expect(ended[1].initialWeightsHash).not.toBe(runs[0]!.initialWeightsHash);
    const shown = await json('show', ended[1].run);
    expect(shown.reasonDetail).toEqual({ epoch: 2, bestEpoch: 1, keptEpoch: 1 });
    const { out } = await descent(['show', ended[1].run]);
    expect(out).toContain('Stopped early after epoch 2');
  });

  it('trains on files given with --data and guesses the target', async () => {
    const place = await file('other.experiment.json', {
      ...tiny,
      data: { ...tiny.data, dataset: 'not-here', target: 'nope' },
    });
    const words = [
      'run',
      place,
      '--data',
      await file('trained.csv', csv.join('\n')),
      '--contender',
      'Adam',
      '--limit-steps',
      '2',
    ];
    const { runs: ended } = await json(...words);
    expect(ended[0]).toMatchObject({ status: 'finished', steps: 2 });
    expect((await json('show', ended[0].run)).settings.data.target).toBe('kind');
  });

  it('exports a model that plain TF.js opens', async () => {
    const out = join(home, 'exported');
    const report = await json('export', runs[0]!.run, '--format', 'tfjs', '--out', out);
    expect(report).toMatchObject({ run: runs[0]!.run, format: 'tfjs', out });
    expect(report.samples).toBeGreaterThan(0);
    expect(report.maxDeviation).toBeLessThanOrEqual(1e-6);
    expect((await readdir(out)).sort()).toEqual(['how-to-use.md', 'model.json', 'preprocessing.json', 'weights.bin']);
    await expectSamePredictions(out);
    const again = await descent(['export', runs[0]!.run, '--format', 'tfjs', '--out', out]);
    expect(again.code).toBe(2);
    expect(again.error).toContain('exists already');
  });

  it('stops at Ctrl+C, keeps what was measured, and leaves no browser', async () => {
    const long = { ...tiny, title: 'Long', training: { ...tiny.training, epochs: 5000 } };
    const answer = await descent(['run', await file('long.experiment.json', long), '--json'], { interruptAt: /%/ });
    expect(answer.code).toBe(1);
    expect(answer.error).toMatch(/Stopped/);
    for (const run of JSON.parse(answer.out).runs) expect(['stopped', 'diverged']).toContain(run.status);
    // The profile goes after its browser has ended.
    expect((await readdir(home)).filter((name) => name.startsWith('descent-studio-'))).toEqual([]);
  });

  it('deletes a run', async () => {
    await json('delete', runs[0]!.run);
    expect((await descent(['show', runs[0]!.run])).code).toBe(2);
  });
});

describe.runIf(existsSync(fashionFolder))('the real Fashion-MNIST', () => {
  it('is recognised', async () => {
    const report = await json('inspect', fashionFolder);
    expect(report).toMatchObject({ format: 'idx', kind: 'image', samples: 70_000, shape: [28, 28, 1], problems: [] });
    expect(report.classes[9]).toEqual({ name: 'Ankle boot', count: 7000 });
  });

  it('trains the network of 412,778 parameters', async () => {
    // A validation of all 5,000 rows takes minutes without a GPU.
    const short = await file('fashion.experiment.json', { ...fashion, data: { ...fashion.data, validationSize: 64 } });
    const words = ['run', short, '--data', fashionFolder, '--limit-steps', '2', '--contender', 'Adam'];
    const { runs: ended } = await json(...words);
    expect(ended[0]).toMatchObject({ contender: 'Adam', status: 'finished', steps: 2 });
    expect(ended[0].history[0].loss).toBeGreaterThan(1);
    expect((await json('datasets')).map(({ id }: { id: string }) => id)).toContain('fashion-mnist');
  });
});

/** Two layers by hand in double precision against plain TF.js, on points all over the plane. */
async function expectSamePredictions(folder: string): Promise<void> {
  const { weightsManifest, ...model } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'));
  const bytes = await readFile(join(folder, 'weights.bin'));
  const weightData = Uint8Array.from(bytes).buffer;
  await tf.setBackend('cpu');
  const loaded = await tf.loadLayersModel({
    load: async () => ({ ...model, weightSpecs: weightsManifest[0].weights, weightData }),
  });
  const values = new Float32Array(weightData);
  const [w1, b1, w2, b2] = [
    values.subarray(0, 16),
    values.subarray(16, 24),
    values.subarray(24, 40),
    values.subarray(40, 42),
  ];
  for (const [x, y] of [
    [0, 0],
    [1.5, -2],
    [-0.3, 0.7],
  ] as const) {
    const hidden = Array.from(b1!, (bias, unit) => Math.tanh(x * w1![unit]! + y * w1![8 + unit]! + bias));
    const logits = Array.from(b2!, (bias, unit) =>
      hidden.reduce((sum, value, i) => sum + value * w2![i * 2 + unit]!, bias),
    );
    const exps = logits.map(Math.exp);
    const output = loaded.predict(tf.tensor2d([[x, y]]));
    if (Array.isArray(output)) throw new Error('one output expected');
    for (const [unit, found] of (await output.data()).entries())
      expect(Math.abs(found - exps[unit]! / (exps[0]! + exps[1]!))).toBeLessThan(1e-6);
  }
}
