import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { streamToFile, writeTextFile } from '#main/services/atomicFile.ts';
import {
  EXPERIMENT_ENDING,
  experimentFileName,
  openExperimentFile,
  saveExperimentFile,
} from '#main/services/experimentFiles.ts';
import { freeFile } from '#main/services/jsonFiles.ts';
import { safeName } from '#main/services/fileNames.ts';
import { createFileRegistry } from '#main/services/fileRegistry.ts';
import { moveToFreshFolder } from '#main/services/freshFolder.ts';
import { createJobs, remainingSeconds } from '#main/services/jobs.ts';
import { appVersion, exportsFolder, resourcesFolder, userDataFolder } from '#main/services/paths.ts';
import { readRecipes } from '#main/services/recipes.ts';
import { createSettingsStore } from '#main/services/settingsStore.ts';
import { createTaskQueue } from '#main/services/taskQueue.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { StudioError } from '#shared/result.ts';
import { codeOf, moonsExperiment, resources, tempFolder } from './support.ts';
import { eventually } from '../../support/eventually.ts';

describe('paths', () => {
  const around = (platform: string, env: Record<string, string> = {}, home = '/home/ada') => ({ platform, env, home });

  it('finds the user’s folder of every system', () => {
    expect(userDataFolder(around('linux'))).toBe('/home/ada/.local/share/descent-studio');
    expect(userDataFolder(around('linux', { XDG_DATA_HOME: '/data' }))).toBe('/data/descent-studio');
    expect(userDataFolder(around('linux', { XDG_DATA_HOME: 'relative' }))).toBe(
      '/home/ada/.local/share/descent-studio',
    );
    expect(userDataFolder(around('darwin'))).toBe('/home/ada/Library/Application Support/Descent Studio');
    expect(userDataFolder(around('win32', { APPDATA: '/roaming' }))).toBe('/roaming/Descent Studio');
    expect(userDataFolder(around('linux', { STUDIO_HOME: '/tmp/x' }))).toBe('/tmp/x');
  });

  it('puts exports where they are asked for, else beside STUDIO_HOME, else into Downloads', () => {
    const home = tempFolder();
    expect(exportsFolder(around('linux', {}, home))).toBe(path.join(home, '.local/share/descent-studio/exports'));
    fs.mkdirSync(path.join(home, 'Downloads'));
    expect(exportsFolder(around('linux', {}, home))).toBe(path.join(home, 'Downloads'));
    expect(exportsFolder(around('linux', { STUDIO_HOME: '/s' }, home))).toBe('/s/exports');
    expect(exportsFolder(around('linux', { STUDIO_HOME: '/s', STUDIO_EXPORTS: '/e' }, home))).toBe('/e');
  });

  it('finds resources and version from source', () => {
    expect(fs.existsSync(path.join(resourcesFolder(), 'locales', 'en.json'))).toBe(true);
    expect(appVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('settings', () => {
  it('starts with the defaults, keeps a change and forgets nothing else', async () => {
    const folder = tempFolder();
    const store = createSettingsStore(folder);
    expect(await store.get()).toEqual(defaultSettings);
    await Promise.all([store.set({ theme: 'dark' }), store.set({ language: 'it' }), store.set({ tourDone: ['data'] })]);
    expect(await createSettingsStore(folder).get()).toEqual({
      ...defaultSettings,
      theme: 'dark',
      language: 'it',
      tourDone: ['data'],
    });
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('keeps a broken file aside and a wrong field alone', async () => {
    const folder = tempFolder();
    const file = path.join(folder, 'settings.json');
    fs.writeFileSync(file, '{"theme": "da');
    expect(await createSettingsStore(folder).get()).toEqual(defaultSettings);
    expect(fs.readFileSync(`${file}.bad`, 'utf8')).toBe('{"theme": "da');
    fs.writeFileSync(file, '{"theme": "neon", "language": "es", "future": 1}');
    expect(await createSettingsStore(folder).get()).toEqual({ ...defaultSettings, language: 'es' });
  });

  it('keeps the draft, and one it cannot read aside', async () => {
    const folder = tempFolder();
    const store = createSettingsStore(folder);
    expect(await store.getDraft()).toBeNull();
    await store.setDraft(moonsExperiment());
    expect(await store.getDraft()).toEqual(moonsExperiment());
    await store.setDraft({
      ...moonsExperiment(),
      contenders: [{ name: 'X', optimizer: 'fromTheFuture', params: {}, slot: 1 }],
    });
    expect(await store.getDraft()).toBeNull();
    expect(fs.existsSync(path.join(folder, 'draft.json.bad'))).toBe(true);
  });
});

describe('files', () => {
  it('replaces a file whole and leaves nothing beside it', async () => {
    const folder = tempFolder();
    const file = path.join(folder, 'a.txt');
    await writeTextFile(file, 'old');
    await writeTextFile(file, 'new');
    expect(fs.readFileSync(file, 'utf8')).toBe('new');
    expect(fs.readdirSync(folder)).toEqual(['a.txt']);
  });

  it('streams a body with its hash and leaves nothing of one that is too large', async () => {
    const folder = tempFolder();
    async function* body() {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    }
    // SHA-256 of "abc", FIPS 180-2 appendix B.1.
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await streamToFile(body(), path.join(folder, 'x'), 3)).toEqual({ bytes: 3, sha256 });
    expect(await codeOf(() => streamToFile(body(), path.join(folder, 'y'), 2))).toBe('bodyTooLarge');
    expect(fs.readdirSync(folder)).toEqual(['x']);
  });

  it('registers files under ids and says what is none', async () => {
    const folder = tempFolder();
    const file = path.join(folder, 'a.csv');
    fs.writeFileSync(file, 'x,y\n');
    const registry = createFileRegistry();
    const handle = await registry.register(file);
    expect(handle).toEqual({ id: handle.id, name: 'a.csv', bytes: 4 });
    expect(handle.id).not.toContain('/');
    expect(registry.get(handle.id).path).toBe(file);
    expect(await registry.register(folder)).toMatchObject({ name: path.basename(folder), bytes: 0 });
    expect(await codeOf(() => registry.register(path.join(folder, 'none')))).toBe('fileUnreadable');
    expect(await codeOf(() => registry.get('f-none'))).toBe('fileUnknown');
  });

  it('deletes its own copies and never the reader’s files', async () => {
    const folder = tempFolder();
    const [own, theirs] = ['own', 'theirs'].map((name) => path.join(folder, name));
    for (const file of [own!, theirs!]) fs.writeFileSync(file, '1');
    const registry = createFileRegistry();
    const handles = [await registry.register(own!, { isTemporary: true }), await registry.register(theirs!)];
    await registry.dropTemporary(handles.map(({ id }) => registry.get(id)));
    expect(fs.readdirSync(folder)).toEqual(['theirs']);
  });

  it.each([
    ['Which optimizer dresses best?', 'Which optimizer dresses best'],
    ['../../etc/passwd', 'etc passwd'],
    ['a\\b:c*d"e<f>g|h', 'a b c d e f g h'],
    ['CON', 'CON_'],
    ['com1.txt', 'com1.txt_'],
    ['ends with dots...', 'ends with dots'],
    ['\u202Egnp.exe\u0000', 'gnp.exe'],
    ['   ', 'experiment'],
    ['..', 'experiment'],
    ['é'.repeat(200), 'é'.repeat(90)],
  ])('makes %j a name every system takes', (title, name) => expect(safeName(title)).toBe(name));
});

describe('experiment files', () => {
  it('reads back what it wrote', async () => {
    const folder = tempFolder();
    const name = experimentFileName(moonsExperiment());
    const file = await freeFile(folder, name, EXPERIMENT_ENDING);
    await saveExperimentFile(moonsExperiment(), file);
    const { size: bytes, mode } = fs.statSync(file);
    // A document to hand on; what the studio keeps for itself stays private.
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o644 & ~process.umask());
    expect(await openExperimentFile({ path: file, name, bytes })).toEqual(moonsExperiment());
    expect(path.basename(await freeFile(folder, name, EXPERIMENT_ENDING))).toBe(
      'Two moons in ten seconds (2).experiment.json',
    );
  });

  it.each([
    ['{"format": ', 'experimentNotJson'],
    ['{"format": "something else"}', 'experimentFormat'],
    ['{"format": "descent-studio/experiment", "version": 9}', 'experimentVersion'],
  ])('refuses %j as %s', async (text, code) => {
    const file = path.join(tempFolder(), 'x.experiment.json');
    fs.writeFileSync(file, text);
    expect(await codeOf(() => openExperimentFile({ path: file, name: 'x', bytes: text.length }))).toBe(code);
  });

  it('says where it could not write', async () => {
    const blocked = path.join(tempFolder(), 'file');
    fs.writeFileSync(blocked, '');
    expect(await codeOf(() => saveExperimentFile(moonsExperiment(), path.join(blocked, 'x.json')))).toBe(
      'fileNotWritten',
    );
  });

  it('offers every recipe of the app', async () => {
    const recipes = await readRecipes(resources);
    expect(recipes.length).toBeGreaterThanOrEqual(3);
    expect(recipes.map(({ id }) => id)).toContain('two-moons');
  });
});

describe('fresh folders', () => {
  it('never writes over anything', async () => {
    const folder = tempFolder();
    const parent = path.join(folder, 'out', 'deep');
    const staged = () => {
      const from = fs.mkdtempSync(path.join(folder, 'from-'));
      fs.writeFileSync(path.join(from, 'model.json'), '{}');
      return from;
    };
    const first = await moveToFreshFolder(staged(), parent, 'A');
    const second = await moveToFreshFolder(staged(), parent, 'A');
    expect([first, second].map((where) => path.relative(parent, where))).toEqual(['A', 'A (2)']);
    expect(fs.readdirSync(parent).sort()).toEqual(['A', 'A (2)']);
    expect(fs.readdirSync(first)).toEqual(['model.json']);
  });

  it('leaves nothing half-done', async () => {
    const folder = tempFolder();
    expect(await codeOf(() => moveToFreshFolder(path.join(folder, 'none'), path.join(folder, 'out'), 'A'))).toBe(
      'fileNotWritten',
    );
    expect(fs.readdirSync(path.join(folder, 'out'))).toEqual([]);
  });
});

describe('jobs', () => {
  const heard = () => {
    const events: {
      event: string;
      payload: { fraction?: number | null; remainingSeconds?: number | null; result?: unknown };
    }[] = [];
    return { events, jobs: createJobs({ emit: (event, payload) => void events.push({ event, payload }) }) };
  };
  const report = (fraction: number) => ({ fraction, message: 'reading', detail: {} });

  it('tells progress at most ten times a second, the last one always, then the end', async () => {
    const { events, jobs } = heard();
    const beganMs = performance.now();
    jobs.start(async (_signal, tell) => {
      for (let i = 1; i <= 500; i++) {
        tell(report(i / 500));
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return { dataset: 'd' };
    });
    await eventually(() => expect(events.at(-1)?.event).toBe('job.ended'));
    const tenths = (performance.now() - beganMs) / 100;
    const told = events.filter(({ event }) => event === 'job.progress').map(({ payload }) => payload.fraction);
    expect(told.at(-1)).toBe(1);
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThanOrEqual(tenths + 2);
    expect(events.at(-1)!.payload.result).toEqual({ ok: true, value: { dataset: 'd' } });
  });

  it('cancels, and closes what still runs', async () => {
    const { events, jobs } = heard();
    const untilAborted = (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    const one = jobs.start(untilAborted);
    jobs.start(untilAborted);
    await new Promise((resolve) => setTimeout(resolve, 10));
    jobs.cancel(one);
    await jobs.close();
    expect(events.map(({ payload }) => payload.result)).toEqual([
      { ok: false, code: 'cancelled', detail: {} },
      { ok: false, code: 'cancelled', detail: {} },
    ]);
    expect(await codeOf(() => jobs.cancel(one))).toBe('jobUnknown');
  });

  it('passes a failure on', async () => {
    const { events, jobs } = heard();
    jobs.start(() => Promise.reject(new StudioError('idxMagic', { value: 7 })));
    await eventually(() => expect(events).toHaveLength(1));
    expect(events[0]!.payload.result).toEqual({ ok: false, code: 'idxMagic', detail: { value: 7 } });
  });

  it('estimates the remaining time', () => {
    // A quarter took 2 s, so the other three take 6 s.
    expect(remainingSeconds(0.25, 2000)).toBe(6);
    expect(remainingSeconds(0.25, 100)).toBeNull();
    expect(remainingSeconds(null, 2000)).toBeNull();
    expect(remainingSeconds(0, 2000)).toBeNull();
    expect(remainingSeconds(1, 2000)).toBe(0);
  });
});

describe('tasks', () => {
  it('hands tasks out in order, tells progress, gives outputs and failures back', async () => {
    const tasks = createTaskQueue(20);
    const told: unknown[] = [];
    const one = tasks.enqueue({ kind: 'probe', backend: 'cpu' }, (progress) => told.push(progress));
    const two = tasks.enqueue({ kind: 'export', run: 'r', format: 'tfjs', backend: 'cpu' });
    const first = await tasks.next();
    const second = await tasks.next();
    expect([first?.kind, second?.kind, await tasks.next()]).toEqual(['probe', 'export', null]);
    tasks.report(first!.task, { fraction: 0.5, stage: 'training', detail: { step: 1 } });
    tasks.done(first!.task, null, { fine: true });
    tasks.done(second!.task, { code: 'exportDeviation', detail: {} }, null);
    expect(await one).toEqual({ fine: true });
    expect(await codeOf(() => two)).toBe('exportDeviation');
    expect(told).toEqual([{ fraction: 0.5, stage: 'training', detail: { step: 1 } }]);
    expect(await codeOf(() => tasks.report(first!.task, { fraction: 1, stage: 'training', detail: {} }))).toBe(
      'taskUnknown',
    );
  });

  it('wakes a waiting page at once, and fails everything when the page is gone', async () => {
    const tasks = createTaskQueue(60_000);
    const next = tasks.next();
    const output = tasks.enqueue({ kind: 'probe', backend: 'cpu' });
    expect((await next)?.kind).toBe('probe');
    tasks.failAll(new StudioError('cancelled'));
    expect(await codeOf(() => output)).toBe('cancelled');
  });
});
