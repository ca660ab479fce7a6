import { beforeEach, describe, expect, it, vi } from 'vitest';
import { isStudioAddress } from '#main/electron/address.ts';
import { externalAddress } from '#main/electron/externalLinks.ts';
import { guardNavigation } from '#main/electron/navigation.ts';
import { closeNetwork } from '#main/electron/network.ts';
import { denyPermissions } from '#main/electron/permissions.ts';
import { fakeEvent, FakeSession, FakeWebContents, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);
beforeEach(resetElectron);

const lookAlikes = [
  'http://arxiv.org/abs/1412.6980',
  'https://arxiv.org.example.com/',
  'https://evilarxiv.org/',
  'https://sub.arxiv.org/',
  'https://arxiv.org@example.com/',
  'https://someone@arxiv.org/',
  'https://user:word@arxiv.org/',
  'https://arxiv.org:444/',
  'https://example.com/https://arxiv.org/',
  'https://example.com/?next=https://arxiv.org',
  'https://example.com#arxiv.org',
  'https://\u0430rxiv.org/',
  'https://arxiv.org\\@example.com/x',
  'https:example.com',
  'javascript:alert(1)//https://arxiv.org',
  'file:///etc/passwd',
  'data:text/html,https://arxiv.org',
  'app://studio/',
  'smb://arxiv.org/share',
  'ms-settings:arxiv.org',
  '//arxiv.org/',
  'arxiv.org',
  '',
];

describe('links that leave the studio', () => {
  it.each([
    ['https://arxiv.org/abs/1412.6980', 'https://arxiv.org/abs/1412.6980'],
    ['https://ARXIV.org/abs/1', 'https://arxiv.org/abs/1'],
    ['https://arxiv.org:443/', 'https://arxiv.org/'],
    ['https://doi.org/10.1000/182', 'https://doi.org/10.1000/182'],
  ])('opens %s', (link, opened) => {
    expect(externalAddress(link)).toBe(opened);
  });

  // A backslash is a slash to URL parsing, so the host stays the listed one and the rest is a path.
  it.each(lookAlikes.filter((link) => !link.includes('\\')))('does not open %s', (link) => {
    expect(externalAddress(link)).toBeNull();
  });

  it('reads a link as the browser does, and opens what it has read', () => {
    expect(externalAddress('https://arxiv.org\\@example.com/x')).toBe('https://arxiv.org/@example.com/x');
  });
});

describe('navigation', () => {
  function guarded() {
    const contents = new FakeWebContents();
    const open = vi.fn();
    guardNavigation(contents as never, open);
    return { contents, open };
  }

  const targets = [
    'https://example.com/',
    'http://127.0.0.1:8080/',
    'file:///etc/passwd',
    'javascript:alert(document.domain)',
    'data:text/html,<script>1</script>',
    'blob:app://studio/x',
    'app://studio/other.html',
    'app://other/',
    'about:blank',
  ];

  it.each(targets)('stays where it is instead of going to %s', (url) => {
    const { contents, open } = guarded();
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const) {
      const event = fakeEvent({ url, isMainFrame: true });
      contents.emit(name, event);
      expect(event.isPrevented(), name).toBe(true);
    }
    expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
    expect(open).not.toHaveBeenCalled();
  });

  it('opens a listed link outside, once, and stays', () => {
    const { contents, open } = guarded();
    const event = fakeEvent({ url: 'https://arxiv.org/abs/1412.6980', isMainFrame: true });
    contents.emit('will-frame-navigate', event);
    contents.emit('will-navigate', event);
    expect(event.isPrevented()).toBe(true);
    expect(open.mock.calls).toEqual([['https://arxiv.org/abs/1412.6980']]);
    expect(contents.openHandler?.({ url: 'https://doi.org/10.1000/182' })).toEqual({ action: 'deny' });
    expect(open).toHaveBeenCalledTimes(2);
  });

  it('opens nothing for a frame inside a page', () => {
    const { contents, open } = guarded();
    contents.emit('will-navigate', fakeEvent({ url: 'https://arxiv.org/', isMainFrame: false }));
    expect(open).not.toHaveBeenCalled();
  });

  it('attaches no webview', () => {
    const { contents } = guarded();
    const event = fakeEvent({});
    contents.emit('will-attach-webview', event);
    expect(event.isPrevented()).toBe(true);
  });
});

describe('permissions', () => {
  const asked = [
    'media',
    'geolocation',
    'notifications',
    'fileSystem',
    'openExternal',
    'clipboard-read',
    'usb',
    'unknown',
  ];
  function denied() {
    const session = new FakeSession();
    denyPermissions(session as never);
    const call = (name: string, ...args: unknown[]) => session.handlers.get(name)?.(...(args as never[]));
    return { session, call };
  }

  it.each(asked)('refuses %s, asked for and looked up', (permission) => {
    const { call } = denied();
    const decide = vi.fn();
    call('permissionRequest', {}, permission, decide, {});
    expect(decide.mock.calls).toEqual([[false]]);
    expect(call('permissionCheck', null, permission, 'app://studio', {})).toBe(false);
  });

  it('refuses devices, screens and pairings', () => {
    const { call } = denied();
    const [screen, pairing] = [vi.fn(), vi.fn()];
    call('displayMedia', {}, screen);
    call('bluetoothPairing', {}, pairing);
    expect(call('devicePermission', { deviceType: 'hid' })).toBe(false);
    expect(screen.mock.calls).toEqual([[null]]);
    expect(pairing.mock.calls).toEqual([[{ confirmed: false }]]);
  });

  it.each([
    ['select-hid-device', [{ deviceList: [{ deviceId: 'x' }] }], null],
    ['select-usb-device', [{ deviceList: [{ deviceId: 'x' }] }], undefined],
    ['select-serial-port', [[{ portId: 'x' }], {}], ''],
  ] as const)('chooses no device on %s', (name, args, chosen) => {
    const { session } = denied();
    const [event, choose] = [fakeEvent({}), vi.fn()];
    session.emit(name, event, ...args, choose);
    expect(event.isPrevented()).toBe(true);
    expect(choose.mock.calls[0]?.[0] ?? undefined).toBe(chosen ?? undefined);
  });
});

describe('the network', () => {
  it('is closed for every remote scheme', () => {
    const session = new FakeSession();
    closeNetwork(session as never);
    const decide = vi.fn();
    session.handlers.get('beforeRequest')?.(...([{ url: 'https://example.com/' }, decide] as never[]));
    expect(decide.mock.calls).toEqual([[{ cancel: true }]]);
    expect(session.filter?.urls).toEqual(
      expect.arrayContaining(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*']),
    );
    expect(session.filter?.urls.join()).not.toContain('app:');
  });
});

describe('the studio’s own address', () => {
  it.each(['app://studio/', 'app://studio', 'app://studio/index.html?x#y'])('is %s', (address) => {
    expect(isStudioAddress(address)).toBe(true);
  });
  it.each(['app:studio', 'app:///studio', 'app://Studio.evil/', 'app2://studio/', 'xapp://studio/', 'null'])(
    'is not %s',
    (address) => {
      expect(isStudioAddress(address)).toBe(false);
    },
  );
});
