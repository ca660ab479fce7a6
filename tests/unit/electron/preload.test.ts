import { beforeEach, describe, expect, it, vi } from 'vitest';
import { callNames, eventNames, type Studio } from '#shared/contract.ts';

type Listener = (event: unknown, payload: unknown) => void;

const ipc = vi.hoisted(() => ({
  listeners: new Map<string, Listener[]>(),
  invoked: [] as [string, unknown][],
  exposed: new Map<string, unknown>(),
  answer: null as unknown,
}));

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => ipc.exposed.set(name, api) },
  ipcRenderer: {
    on: (channel: string, listener: Listener) =>
      ipc.listeners.set(channel, [...(ipc.listeners.get(channel) ?? []), listener]),
    invoke: (channel: string, input: unknown) => {
      ipc.invoked.push([channel, input]);
      return Promise.resolve(ipc.answer);
    },
  },
  webUtils: {
    getPathForFile: (file: File) => {
      if (!(file instanceof File)) throw new TypeError('not a file');
      return file.name === 'made-in-the-page.csv' ? '' : `/home/someone/${file.name}`;
    },
  },
}));

async function loadPreload(): Promise<Studio> {
  vi.resetModules();
  await import('#main/preload/index.ts');
  return ipc.exposed.get('studio') as Studio;
}
const send = (channel: string, payload: unknown) => {
  for (const listener of ipc.listeners.get(channel) ?? []) listener({ sender: 'ipcRenderer', ports: [] }, payload);
};

beforeEach(() => {
  ipc.listeners.clear();
  ipc.invoked.length = 0;
  ipc.exposed.clear();
  ipc.answer = { ok: true, value: null };
});

describe('window.studio', () => {
  it('has four members and is the only thing exposed', async () => {
    const studio = await loadPreload();
    expect([...ipc.exposed.keys()]).toEqual(['studio']);
    expect(Object.keys(studio).sort()).toEqual(['call', 'host', 'on', 'registerFiles']);
    expect(studio.host).toBe('electron');
  });

  it('sends every call of the contract on its own channel', async () => {
    const studio = await loadPreload();
    for (const name of callNames) await studio.call(name, {} as never);
    expect(ipc.invoked).toEqual(callNames.map((name) => [`studio.call.${name}`, {}]));
  });

  it.each(['shell.openExternal', '', '__proto__', 'constructor', 'toString', '../files.register'])(
    'sends nothing for the unknown call %j',
    async (name) => {
      const studio = await loadPreload();
      expect(await studio.call(name as never, {} as never)).toMatchObject({ ok: false, code: 'badInput' });
      expect(ipc.invoked).toEqual([]);
    },
  );

  it('passes on what the main process answers', async () => {
    const studio = await loadPreload();
    ipc.answer = { ok: false, code: 'runUnknown', detail: { value: 'r1' } };
    expect(await studio.call('runs.get', { run: 'r1' })).toEqual(ipc.answer);
  });
});

describe('events', () => {
  it('listens to the contract’s events and no other channel', async () => {
    await loadPreload();
    expect([...ipc.listeners.keys()]).toEqual(eventNames.map((name) => `studio.event.${name}`));
  });

  it('gives the payload alone, never the event object', async () => {
    const studio = await loadPreload();
    const heard: unknown[][] = [];
    studio.on('runs.changed', (...args) => heard.push(args));
    send('studio.event.runs.changed', { experiment: 'e1' });
    expect(heard).toEqual([[{ experiment: 'e1' }]]);
  });

  it('ends one subscription and keeps the others', async () => {
    const studio = await loadPreload();
    const [first, second] = [vi.fn(), vi.fn()];
    const end = studio.on('suspend', first);
    studio.on('suspend', second);
    studio.on('suspend', second);
    end();
    end();
    send('studio.event.suspend', {});
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledTimes(2);
  });

  it('keeps the last command for the first listener, once', async () => {
    const studio = await loadPreload();
    send('studio.event.command', { command: 'go.home' });
    send('studio.event.command', { command: 'experiment.open' });
    const [first, second] = [vi.fn(), vi.fn()];
    studio.on('command', first);
    studio.on('command', second);
    expect(first.mock.calls).toEqual([[{ command: 'experiment.open' }]]);
    expect(second).not.toHaveBeenCalled();
  });

  it('keeps nothing else for later', async () => {
    const studio = await loadPreload();
    send('studio.event.suspend', {});
    const listener = vi.fn();
    studio.on('suspend', listener);
    expect(listener).not.toHaveBeenCalled();
  });

  it.each(['__proto__', 'constructor', 'nonsense'])('hears nothing of %s', async (name) => {
    const studio = await loadPreload();
    expect(() => studio.on(name as never, vi.fn())()).not.toThrow();
  });
});

describe('dropped files', () => {
  it('sends name and path to the main process and gives the page ids', async () => {
    const studio = await loadPreload();
    ipc.answer = { ok: true, value: [{ id: 'f1', name: 'a.csv', bytes: 3 }] };
    const answer = await studio.registerFiles([new File(['a,b'], 'a.csv')]);
    expect(ipc.invoked).toEqual([['studio.files.register', [{ name: 'a.csv', path: '/home/someone/a.csv' }]]]);
    expect(answer).toEqual(ipc.answer);
    expect(JSON.stringify(answer)).not.toContain('/home');
  });

  it.each([
    ['a file made in the page', new File(['x'], 'made-in-the-page.csv')],
    ['an object that claims a path', { name: 'x.csv', size: 1, path: '/etc/passwd' }],
  ])('gives no path for %s', async (_name, file) => {
    const studio = await loadPreload();
    await studio.registerFiles([file]);
    expect(ipc.invoked[0]?.[1]).toEqual([{ name: file.name, path: '' }]);
  });
});
