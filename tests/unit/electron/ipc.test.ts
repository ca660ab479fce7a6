import { beforeEach, describe, expect, it, vi } from 'vitest';
import { callChannel, registerFilesChannel } from '#shared/channels.ts';
import { callNames, type CallHandlers } from '#shared/contract.ts';
import { defaultSettings } from '#shared/domain/settings.ts';
import { StudioError } from '#shared/result.ts';
import { registerFileRegistration } from '#main/electron/fileRegistration.ts';
import { registerCalls } from '#main/electron/ipc.ts';
import { fakeElectron, resetElectron } from './fakeElectron.ts';
import { foreignSenders, ownPage } from './senders.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);

/** Handlers that note what reached them; only the named ones answer. */
function notingHandlers(answers: Partial<CallHandlers>): { handlers: CallHandlers; reached: unknown[] } {
  const reached: unknown[] = [];
  const entry = (name: (typeof callNames)[number]) => [
    name,
    (input: never) => {
      reached.push([name, input]);
      return answers[name]?.(input) ?? null;
    },
  ];
  return { handlers: Object.fromEntries(callNames.map(entry)) as CallHandlers, reached };
}

const invoke = (channel: string, event: unknown, input: unknown) => fakeElectron.ipcMain.invoke(channel, event, input);

beforeEach(resetElectron);

describe('calls of the contract', () => {
  it('has one channel per call and no other', () => {
    registerCalls(notingHandlers({}).handlers);
    expect([...fakeElectron.ipcMain.handlers.keys()]).toEqual(callNames.map(callChannel));
  });

  it('gives the value of a good call', async () => {
    const { handlers, reached } = notingHandlers({ 'settings.get': () => defaultSettings });
    registerCalls(handlers);
    expect(await invoke('studio.call.settings.get', ownPage, {})).toEqual({ ok: true, value: defaultSettings });
    expect(reached).toEqual([['settings.get', {}]]);
  });

  it.each(foreignSenders)('refuses %s and asks no service', async (_name, event) => {
    const { handlers, reached } = notingHandlers({});
    registerCalls(handlers);
    expect(await invoke('studio.call.settings.get', event, {})).toEqual({
      ok: false,
      code: 'senderRefused',
      detail: {},
    });
    expect(reached).toEqual([]);
  });

  it.each([
    ['nothing', 'runs.get', undefined],
    ['text', 'runs.get', 'r1'],
    ['an unknown field', 'runs.get', { run: 'r1', path: '/etc/passwd' }],
    ['a path for an id', 'runs.get', { run: '../../etc/passwd' }],
    ['a missing field', 'runs.delete', {}],
    ['no run at all', 'runs.delete', { runs: [] }],
    ['a fraction above one', 'training.progress', { fraction: 2 }],
    ['a theme that is none', 'settings.set', { theme: 'pink' }],
    ['a polluted prototype', 'settings.get', JSON.parse('{"__proto__": {"polluted": true}, "x": 1}')],
  ] as const)('refuses %s as input', async (_name, call, input) => {
    const { handlers, reached } = notingHandlers({});
    registerCalls(handlers);
    const answer = await invoke(callChannel(call), ownPage, input);
    expect(answer).toMatchObject({ ok: false, code: 'badInput', detail: { call } });
    expect(reached).toEqual([]);
  });

  it('names the field that is wrong', async () => {
    registerCalls(notingHandlers({}).handlers);
    const answer = await invoke('studio.call.runs.get', ownPage, { run: 'NO' });
    expect(answer).toMatchObject({ detail: { where: 'run', value: '"NO"' } });
  });

  it.each(['studio.call.shell.open', 'studio.call.__proto__', 'studio.call.', 'runs.get'])(
    'has no channel %s',
    async (channel) => {
      registerCalls(notingHandlers({}).handlers);
      await expect(invoke(channel, ownPage, {})).rejects.toThrow('No handler');
    },
  );

  it('turns expected trouble and defects into results', async () => {
    const expected = () => Promise.reject(new StudioError('runUnknown', { value: 'r1' }));
    const defect = () => {
      throw new TypeError('boom');
    };
    registerCalls(notingHandlers({ 'runs.get': expected, 'runs.points': defect }).handlers);
    expect(await invoke('studio.call.runs.get', ownPage, { run: 'r1' })).toEqual({
      ok: false,
      code: 'runUnknown',
      detail: { value: 'r1' },
    });
    expect(await invoke('studio.call.runs.points', ownPage, { run: 'r1' })).toEqual({
      ok: false,
      code: 'unexpected',
      detail: { message: 'boom' },
    });
  });
});

describe('registration of dropped files', () => {
  const registered: string[] = [];
  const register = (path: string) => {
    registered.push(path);
    return Promise.resolve({ id: `f${registered.length}`, name: 'a.csv', bytes: 3 });
  };
  beforeEach(() => {
    registered.length = 0;
    registerFileRegistration(register);
  });

  it('gives ids for full local paths', async () => {
    const answer = await invoke(registerFilesChannel, ownPage, [{ name: 'a.csv', path: '/data/a.csv' }]);
    expect(answer).toEqual({ ok: true, value: [{ id: 'f1', name: 'a.csv', bytes: 3 }] });
    expect(registered).toEqual(['/data/a.csv']);
  });

  it.each(foreignSenders)('refuses %s', async (_name, event) => {
    expect(await invoke(registerFilesChannel, event, [{ name: 'a', path: '/a' }])).toMatchObject({
      code: 'senderRefused',
    });
    expect(registered).toEqual([]);
  });

  it.each([
    ['a file made in the page', '', 'fileWithoutPath'],
    ['a relative path', 'data/a.csv', 'fileNotLocal'],
    ['a network path', '//server/share/a.csv', 'fileNotLocal'],
    ['a network path of Windows', '\\\\server\\share\\a.csv', 'fileNotLocal'],
    ['a device of Windows', '\\\\.\\pipe\\x', 'fileNotLocal'],
  ])('refuses %s, and the good ones with it', async (_name, path, code) => {
    const files = [
      { name: 'good.csv', path: '/data/good.csv' },
      { name: 'bad.csv', path },
    ];
    expect(await invoke(registerFilesChannel, ownPage, files)).toEqual({
      ok: false,
      code,
      detail: { name: 'bad.csv' },
    });
    expect(registered).toEqual([]);
  });

  it.each([
    ['no list', '/etc/passwd'],
    ['bare paths', ['/etc/passwd']],
    ['too many', Array.from({ length: 65 }, () => ({ name: 'a', path: '/a' }))],
  ])('refuses %s', async (_name, input) => {
    expect(await invoke(registerFilesChannel, ownPage, input)).toMatchObject({ ok: false, code: 'badInput' });
    expect(registered).toEqual([]);
  });
});
