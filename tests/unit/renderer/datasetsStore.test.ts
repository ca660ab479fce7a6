import { createPinia, setActivePinia } from 'pinia';
import { describe, expect, it } from 'vitest';
import { createApp, ref } from 'vue';
import type { CallName, Events, Studio } from '#shared/contract.ts';
import { fail, StudioError, succeed, type Result } from '#shared/result.ts';
import type { FolderSource } from '../../../src-renderer/composables/folderSources.ts';
import { hostKey } from '../../../src-renderer/host.ts';
import { useDatasetsStore } from '../../../src-renderer/stores/datasets.ts';
import { eventually } from '../../support/eventually.ts';

/** A host whose imports the test drives. */
function setup() {
  const listeners = new Map<string, (payload: never) => void>();
  const calls: string[] = [];
  const importAnswer = { value: succeed({ job: 'j1' }) as Result<{ job: string }> };
  const beforeAnswer = { act: () => {} };
  const studio = {
    host: 'loopback',
    call: async (name: CallName, input: unknown) => {
      calls.push(`${name} ${JSON.stringify(input)}`);
      if (name === 'datasets.list' || name === 'datasets.catalog') return succeed([]);
      if (name !== 'datasets.import') return succeed(null);
      beforeAnswer.act();
      return importAnswer.value;
    },
    on: (event: string, listener: (payload: never) => void) => {
      listeners.set(event, listener);
      return () => listeners.delete(event);
    },
    registerFiles: async (files: readonly { name: string; size: number }[]) =>
      succeed(files.map((file, index) => ({ id: `f${index}`, name: file.name, bytes: file.size }))),
  } as unknown as Studio;
  const fire = <E extends keyof Events>(event: E, payload: Events[E]) => listeners.get(event)?.(payload as never);
  const app = createApp({});
  app.provide(hostKey, { studio, isLost: ref(false), retry: async () => true });
  const pinia = createPinia();
  app.use(pinia);
  setActivePinia(pinia);
  return { store: useDatasetsStore(), fire, calls, importAnswer, beforeAnswer };
}

const file = new File(['x'], 'x.csv');
const progress = { job: 'j1', fraction: 0.5, message: 'readingRows', detail: { rows: 10 }, remainingSeconds: 3 };

describe('a folder', () => {
  const folder = (list: FolderSource['list']): FolderSource => ({ name: 'pets', list });

  it('is listed with a count and tied together', async () => {
    const { store } = setup();
    const shown: unknown[] = [];
    const packed = await store.pack(
      folder((onCount) => {
        onCount(50);
        shown.push(store.job?.message, store.job?.detail);
        return Promise.resolve([{ path: 'cat/1.png', file }]);
      }),
    );
    expect(shown).toEqual(['collecting', { name: 'pets', count: 50 }]);
    expect(packed?.name).toBe('pets.tar');
    expect([store.job, store.error]).toEqual([null, null]);
  });

  it('can be left before all of it is listed; one without files says so', async () => {
    const { store } = setup();
    const left = store.pack(
      folder(async (_, signal) => {
        store.job?.cancel();
        if (signal.aborted) throw new StudioError('cancelled');
        return [];
      }),
    );
    expect([await left, store.error]).toEqual([null, null]);
    expect(await store.pack(folder(() => Promise.resolve([])))).toBeNull();
    expect(store.error).toMatchObject({ code: 'collectionEmpty', detail: { name: 'pets' } });
  });
});

describe('an import', () => {
  it('registers the files, follows the job, and ends with the id of the new set', async () => {
    const { store, fire, calls } = setup();
    const done = store.importFiles([file]);
    expect(store.job).toMatchObject({ fraction: null, message: 'sending' });
    await eventually(() => expect(calls).toContain('datasets.import {"files":["f0"]}'));
    await Promise.resolve();
    await eventually(() => {
      fire('job.progress', progress);
      expect(store.job).toMatchObject({ fraction: 0.5, message: 'readingRows', remainingSeconds: 3 });
    });
    fire('job.ended', { job: 'j1', result: succeed({ dataset: 'd1' }) });
    expect(await done).toBe('d1');
    expect([store.job, store.error]).toEqual([null, null]);
  });

  it('does not miss an end that comes before the answer that names the job', async () => {
    const { store, fire, beforeAnswer } = setup();
    beforeAnswer.act = () => fire('job.ended', { job: 'j1', result: succeed({ dataset: 'd1' }) });
    expect(await store.importFiles([file])).toBe('d1');
  });

  it('keeps the reason of a refused file', async () => {
    const { store, fire, beforeAnswer } = setup();
    const refusal = fail('csvRowLength', { line: 412 });
    beforeAnswer.act = () => fire('job.ended', { job: 'j1', result: refusal });
    expect(await store.importFiles([file])).toBeNull();
    expect(store.error).toMatchObject({ code: 'csvRowLength', detail: { line: 412 } });
  });

  it('a cancelled import is no error, and cancelling reaches the host', async () => {
    const { store, fire, calls } = setup();
    const done = store.importFiles([file]);
    await eventually(() => expect(calls.some((call) => call.startsWith('datasets.import'))).toBe(true));
    await eventually(() => {
      store.job?.cancel();
      expect(calls).toContain('jobs.cancel {"job":"j1"}');
    });
    fire('job.ended', { job: 'j1', result: fail('cancelled') });
    expect(await done).toBeNull();
    expect(store.error).toBeNull();
  });

  it('cancelled while the files are still on their way starts no job', async () => {
    const { store, calls } = setup();
    const done = store.importFiles([file]);
    store.job?.cancel();
    expect(await done).toBeNull();
    expect(calls.filter((call) => call.startsWith('datasets.import'))).toEqual([]);
  });
});
