import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { callHandler } from '#main/services/callHandler.ts';
import { createStudioServices } from '#main/services/studioService.ts';
import { bytesAddress, callNames } from '#shared/contract.ts';
import {
  bodyOf,
  bytesStream,
  codeOf,
  environment,
  hashA,
  hashB,
  MOONS_WEIGHT_BYTES,
  openStudio,
  silentHost,
  startInput,
  tempFolder,
  type TestStudio,
} from './support.ts';

async function startedRun(studio: TestStudio): Promise<string> {
  const { runs } = await studio.services.handlers['experiments.start'](startInput());
  const run = runs[0]!.id;
  await studio.services.handlers['runs.begin']({ run, environment, initialWeightsHash: hashA, batchOrderHash: hashB });
  return run;
}

function put(studio: TestStudio, run: string, bytes: Uint8Array, length: number | null = null) {
  return studio.services.bytes({ method: 'PUT', path: bytesAddress.weights(run), body: bytesStream(bytes), length });
}

function get(studio: TestStudio, address: string) {
  return studio.services.bytes({ method: 'GET', path: address, body: null, length: null });
}

function weights(): Uint8Array {
  return new Uint8Array(Float32Array.from({ length: MOONS_WEIGHT_BYTES / 4 }, (_, i) => Math.sin(i)).buffer);
}

async function finishedRun(studio: TestStudio): Promise<string> {
  const run = await startedRun(studio);
  expect((await put(studio, run, weights())).status).toBe(204);
  await studio.services.handlers['runs.setStatus']({ run, status: 'finished', reason: null });
  return run;
}

describe('calls', () => {
  it('checks every input against its schema and says where it is wrong', async () => {
    const { services } = await openStudio();
    expect(await callHandler(services, 'runs.get', { run: '../x' })).toMatchObject({
      ok: false,
      code: 'badInput',
      detail: { call: 'runs.get', where: 'run' },
    });
    expect(await callHandler(services, 'app.info', { extra: 1 })).toMatchObject({
      ok: false,
      code: 'badInput',
      detail: { where: 'extra' },
    });
    for (const name of callNames)
      expect(await callHandler(services, name, 7)).toMatchObject({ ok: false, code: 'badInput' });
  });

  it('answers as a Result: a value, an expected failure, a defect', async () => {
    const { services, userData } = await openStudio();
    expect(await callHandler(services, 'app.info', {})).toMatchObject({
      ok: true,
      value: { version: '0.1.0', userData },
    });
    expect(await callHandler(services, 'runs.get', { run: 'r-none' })).toEqual({
      ok: false,
      code: 'runUnknown',
      detail: { value: 'r-none' },
    });
    const broken = {
      handlers: {
        ...services.handlers,
        'app.info': () => {
          throw new TypeError('oh');
        },
      },
    };
    expect(await callHandler(broken, 'app.info', {})).toEqual({
      ok: false,
      code: 'unexpected',
      detail: { message: 'oh' },
    });
  });

  it('refuses to start what cannot train', async () => {
    const { services } = await openStudio();
    const start = services.handlers['experiments.start'];
    const input = startInput();
    const { experiment } = input;
    expect(await codeOf(() => start({ ...input, experiment: { ...experiment, contenders: [] } }))).toBe(
      'contendersMissing',
    );
    expect(await codeOf(() => start({ ...input, experiment: { ...experiment, model: { layers: [] } } }))).toBe(
      'modelNotReady',
    );
    const ofAmounts = { id: 'ids', kind: 'embedding', params: {} };
    const model = { layers: [ofAmounts, { id: 'flat', kind: 'flatten', params: {} }, ...experiment.model.layers] };
    expect(await codeOf(() => start({ ...input, experiment: { ...experiment, model } }))).toBe('modelNotReady');
    expect(
      await codeOf(() =>
        start({ ...input, experiment: { ...experiment, data: { ...experiment.data, dataset: 'none' } } }),
      ),
    ).toBe('datasetUnknown');
    expect(await services.handlers['experiments.list']({})).toEqual([]);
  });

  it('imports a file that was uploaded, tells of it, and drops its copy', async () => {
    const studio = await openStudio();
    async function* body() {
      yield Buffer.from(
        'a,b,label\n' + Array.from({ length: 40 }, (_, i) => `${i},${i * 2},${i % 2 ? 'x' : 'y'}`).join('\n'),
      );
    }
    const handle = await studio.services.receiveUpload('mine.csv', body(), 10_000);
    const ended = studio.next('job.ended');
    const { job } = await studio.services.handlers['datasets.import']({ files: [handle.id], name: 'Mine' });
    expect(await ended).toMatchObject({ job, result: { ok: true } });
    expect((await studio.services.datasets.list()).map(({ name }) => name)).toContain('Mine');
    expect(studio.heard.map(({ event }) => event)).toContain('datasets.changed');
    expect(await codeOf(() => studio.services.handlers['datasets.import']({ files: [handle.id] }))).toBe('fileUnknown');
    expect(
      fs
        .readdirSync(path.join(studio.userData, 'tmp'), { recursive: true })
        .filter((name) => String(name).includes('u-')),
    ).toEqual([]);
  });

  it('asks the host for files and places, and knows a closed dialog from none', async () => {
    const folder = tempFolder();
    fs.writeFileSync(path.join(folder, 'a.csv'), 'x');
    let answer: string | null = path.join(folder, 'mine.experiment.json');
    const host = {
      ...silentHost,
      name: 'electron' as const,
      chooseFiles: async () => [path.join(folder, 'a.csv')],
      saveFile: async () => answer,
    };
    const { services } = await openStudio({ host });
    const { files } = await services.handlers['files.choose']({ purpose: 'data' });
    expect(files).toMatchObject([{ name: 'a.csv', bytes: 1 }]);
    const { experiment } = startInput();
    expect(await services.handlers['experiments.save']({ experiment })).toEqual({ where: answer });
    answer = null;
    expect(await services.handlers['experiments.save']({ experiment })).toBeNull();

    const loopback = await openStudio();
    expect(await loopback.services.handlers['files.choose']({ purpose: 'data' })).toEqual({ files: null });
    const where = path.join(loopback.exportsFolder, 'Two moons in ten seconds.experiment.json');
    expect(await loopback.services.handlers['experiments.save']({ experiment })).toEqual({ where });
    const file = await loopback.services.registerFile(where);
    expect(await loopback.services.handlers['experiments.open']({ file: file.id })).toEqual(experiment);
  });

  it('saves the layers of a model and opens them again; a file that is none is refused by name', async () => {
    const { services, exportsFolder } = await openStudio();
    const { model } = startInput().experiment;
    const saved = await services.handlers['layers.save']({ model, title: 'Mine/2' });
    const where = path.join(exportsFolder, 'Mine 2.layers.json');
    expect(saved).toEqual({ where });
    const { id } = await services.registerFile(where);
    expect(await services.handlers['layers.open']({ file: id })).toEqual(model);
    fs.writeFileSync(where, '{');
    expect(await codeOf(() => services.handlers['layers.open']({ file: id }))).toBe('layersNotJson');
    fs.writeFileSync(where, JSON.stringify({ format: 'descent-studio/layers', version: 1, layers: [], colour: 1 }));
    expect(await codeOf(() => services.handlers['layers.open']({ file: id }))).toBe('layersUnknownField');
  });
});

describe('bytes', () => {
  it('streams the parts of a data set', async () => {
    const studio = await openStudio();
    const descriptor = await studio.services.datasets.get('moons');
    const answer = await get(studio, bytesAddress.datasetPart('moons', 'samples'));
    const body = await bodyOf(answer.body);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-length']).toBe(String(body.byteLength));
    expect(body.byteLength).toBe(descriptor.samples.shape.reduce((a, b) => a * b, 1) * 8);
  });

  it('keeps weights of exactly the model’s size and gives the same bytes back', async () => {
    const studio = await openStudio();
    const run = await startedRun(studio);
    const bytes = weights();
    expect((await put(studio, run, bytes.subarray(4))).status).toBe(422);
    expect((await put(studio, run, new Uint8Array(MOONS_WEIGHT_BYTES + 4))).status).toBe(422);
    expect((await put(studio, run, bytes, 12)).status).toBe(422);
    expect(studio.services.runs.get(run).hasWeights).toBe(false);
    expect(fs.readdirSync(path.join(studio.userData, 'runs', run))).toEqual([]);
    expect((await put(studio, run, bytes)).status).toBe(204);
    expect(studio.services.runs.get(run).hasWeights).toBe(true);
    const answer = await get(studio, bytesAddress.weights(run));
    expect((await bodyOf(answer.body)).equals(Buffer.from(bytes))).toBe(true);
    expect(fs.readdirSync(path.join(studio.userData, 'runs', run))).toEqual(['final.weights.bin']);
  });

  it('leaves nothing of a body that breaks off', async () => {
    const studio = await openStudio();
    const run = await startedRun(studio);
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(64));
        controller.error(new Error('gone'));
      },
    });
    const answer = await studio.services.bytes({
      method: 'PUT',
      path: bytesAddress.weights(run),
      body: broken,
      length: null,
    });
    expect(answer.status).toBe(500);
    expect(fs.readdirSync(path.join(studio.userData, 'runs', run))).toEqual([]);
  });

  it.each([
    '/bytes/runs/../weights',
    '/bytes/runs/%2e%2e/weights',
    '/bytes/runs/..%2f..%2fstudio.sqlite/weights',
    '/bytes/runs/r-none/weights',
    '/bytes/runs/r-none/final.weights.bin',
    '/bytes/datasets/moons/dataset.json',
    '/bytes/datasets/none/samples',
    '/bytes/exports/x-none/model.json',
    '/bytes/exports/x-none/%2fetc%2fpasswd',
    '/bytes/runs/%/weights',
    '/bytes//runs/a/weights',
    '/bytes',
    '/other/runs/a/weights',
  ])('has nothing at %s', async (address) => {
    const studio = await openStudio();
    expect((await get(studio, address)).status).toBe(404);
  });

  it('writes weights only', async () => {
    const studio = await openStudio();
    const answer = await studio.services.bytes({
      method: 'PUT',
      path: '/bytes/datasets/moons/samples',
      body: null,
      length: null,
    });
    expect(answer.status).toBe(405);
  });
});

describe('exports', () => {
  it('stages, serves, moves to a fresh folder and can show it', async () => {
    const shown: string[] = [];
    const studio = await openStudio({ host: { ...silentHost, reveal: (place) => shown.push(place) } });
    const run = await finishedRun(studio);
    const { handlers } = studio.services;
    const stage = () => handlers['exports.stage']({ run, format: 'tfjs' });
    const staged = await stage();
    expect(staged.files).toEqual(expect.arrayContaining(['model.json', 'weights.bin', 'preprocessing.json']));
    const served = await get(studio, bytesAddress.staged(staged.export, 'weights.bin'));
    expect((await bodyOf(served.body)).equals(Buffer.from(weights()))).toBe(true);
    expect((await get(studio, bytesAddress.staged(staged.export, '../../../settings.json'))).status).toBe(404);
    expect(fs.existsSync(studio.exportsFolder)).toBe(false);

    const { where } = await handlers['exports.finish']({ export: staged.export, samples: 32, maxDeviation: 3e-7 });
    expect(where).toBe(path.join(studio.exportsFolder, 'Two moons in ten seconds – SGD seed 1'));
    expect(fs.readdirSync(where).sort()).toEqual([...staged.files].sort());
    await handlers['exports.reveal']({ export: staged.export });
    expect(shown).toEqual([where]);

    const again = await stage();
    const second = await handlers['exports.finish']({ export: again.export, samples: 32, maxDeviation: 0 });
    expect(second.where).toBe(`${where} (2)`);
    const record = JSON.parse(fs.readFileSync(path.join(where, 'preprocessing.json'), 'utf8')) as {
      features: unknown[];
      classes: unknown[];
    };
    expect([record.features.length, record.classes.length]).toEqual([2, 2]);
  });

  it.each([
    [32, 1.1e-6, 'exportDeviation'],
    [32, Infinity, 'exportDeviation'],
    [0, 0, 'exportUnchecked'],
  ])('drops an export checked on %i samples with deviation %d', async (samples, maxDeviation, code) => {
    const studio = await openStudio();
    const { handlers } = studio.services;
    const staged = await handlers['exports.stage']({ run: await finishedRun(studio), format: 'tfjs' });
    const finish = () => handlers['exports.finish']({ export: staged.export, samples, maxDeviation });
    expect(await codeOf(finish)).toBe(code);
    expect(await codeOf(finish)).toBe('exportUnknown');
    expect((await get(studio, bytesAddress.staged(staged.export, 'model.json'))).status).toBe(404);
    expect(fs.existsSync(studio.exportsFolder)).toBe(false);
  });

  it('says what is missing or damaged', async () => {
    const studio = await openStudio();
    const { handlers } = studio.services;
    const bare = await startedRun(studio);
    expect(await codeOf(() => handlers['exports.stage']({ run: bare, format: 'tfjs' }))).toBe('weightsMissing');
    const run = await finishedRun(studio);
    const file = path.join(studio.userData, 'runs', run, 'final.weights.bin');
    const bytes = fs.readFileSync(file);
    bytes[5]! ^= 1;
    fs.writeFileSync(file, bytes);
    expect(await codeOf(() => handlers['exports.stage']({ run, format: 'tfjs' }))).toBe('weightsDamaged');
    fs.truncateSync(file, 8);
    expect((await get(studio, bytesAddress.weights(run))).status).toBe(404);
  });
});

describe('life of the services', () => {
  it('interrupts its own unfinished runs when it closes and takes its temporary files along', async () => {
    const studio = await openStudio();
    const run = await startedRun(studio);
    await studio.services.receiveUpload('x', bytesStream(new Uint8Array(3)), 10);
    await studio.services.close();
    await studio.services.close();
    expect(fs.readdirSync(path.join(studio.userData, 'tmp'), { recursive: true })).toEqual([]);
    const next = await openStudio({ userData: studio.userData });
    expect(next.services.runs.get(run)).toMatchObject({ status: 'interrupted', reason: { code: 'hostEnded' } });
  });

  it('purges deleted runs with their files at the next start, but not while a living host may undo', async () => {
    const one = await openStudio();
    const run = await finishedRun(one);
    await one.services.handlers['runs.delete']({ runs: [run] });
    const two = await openStudio({ userData: one.userData });
    expect(fs.existsSync(path.join(one.userData, 'runs', run))).toBe(true);
    await one.services.handlers['runs.restore']({ runs: [run] });
    expect(two.services.runs.get(run).hasWeights).toBe(true);
    await one.services.handlers['runs.delete']({ runs: [run] });
    await one.services.close();
    await two.services.close();
    const three = await openStudio({ userData: one.userData });
    expect(fs.existsSync(path.join(one.userData, 'runs', run))).toBe(false);
    expect(await codeOf(() => three.services.handlers['runs.restore']({ runs: [run] }))).toBe('runUnknown');
  });

  it('leaves another living host’s temporary files alone', async () => {
    const one = await openStudio();
    async function* body() {
      yield Buffer.from('a');
    }
    const handle = await one.services.receiveUpload('x.csv', body(), 10);
    await openStudio({ userData: one.userData });
    const left = fs.readdirSync(path.join(one.userData, 'tmp'), { recursive: true }).map(String);
    expect(left.some((name) => name.includes('uploads'))).toBe(true);
    expect(handle.bytes).toBe(1);
  });

  it('keeps no copy of an upload once it is opened or imported, nor where that fails', async () => {
    const { services, userData } = await openStudio();
    const uploads = (): string[] =>
      fs
        .readdirSync(path.join(userData, 'tmp'), { recursive: true })
        .map(String)
        .filter((name) => /uploads./.test(name));
    const upload = async (text: string): Promise<string> => {
      const body = bytesStream(Buffer.from(text));
      return (await services.receiveUpload('model.json', body, 10_000)).id;
    };
    const dense = { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'softmax' } };
    const good = { class_name: 'Sequential', config: { layers: [dense] } };
    const first = await upload(JSON.stringify(good));
    expect(uploads()).toHaveLength(1);
    expect((await services.handlers['layers.import']({ files: [first] })).model.layers).toHaveLength(1);
    expect(uploads()).toEqual([]);
    const both = [await upload('{'), await upload('weights')];
    expect(await codeOf(() => services.handlers['layers.import']({ files: both }))).toBe('kerasNoModel');
    expect(await codeOf(async () => services.handlers['layers.open']({ file: await upload('{') }))).toBe(
      'layersNotJson',
    );
    expect(await codeOf(async () => services.handlers['experiments.open']({ file: await upload('{') }))).toMatch(
      /NotJson/,
    );
    expect(uploads()).toEqual([]);
  });

  it('does not open data of a newer app', async () => {
    const studio = await openStudio();
    await studio.services.close();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(path.join(studio.userData, 'studio.sqlite'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const options = {
      userData: studio.userData,
      exportsFolder: studio.exportsFolder,
      resources: '',
      appVersion: '0',
      host: silentHost,
      emit: () => undefined,
    };
    expect(await codeOf(() => createStudioServices(options))).toBe('databaseNewer');
  });
});
