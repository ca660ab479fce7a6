import { EventEmitter } from 'node:events';
import { vi } from 'vitest';

/** What a listener of Electron gets as its first argument. */
export interface FakeEvent {
  readonly preventDefault: () => void;
  readonly isPrevented: () => boolean;
}

/** An event that knows whether it was prevented; `more` are its other fields. */
export function fakeEvent<T extends object>(more: T): FakeEvent & T {
  let prevented = false;
  return { ...more, preventDefault: () => (prevented = true), isPrevented: () => prevented };
}

/** One page, as far as the shell touches it. */
export class FakeWebContents extends EventEmitter {
  readonly sent: { channel: string; payload: unknown }[] = [];
  readonly reload = vi.fn();
  readonly forcefullyCrashRenderer = vi.fn();
  openHandler: ((details: { url: string }) => { action: string }) | null = null;

  send(channel: string, payload: unknown): void {
    this.sent.push({ channel, payload });
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

/** One window. Every window made is in `FakeBrowserWindow.all`. */
export class FakeBrowserWindow extends EventEmitter {
  static all: FakeBrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  readonly show = vi.fn();
  readonly focus = vi.fn();
  readonly restore = vi.fn();
  readonly maximize = vi.fn();
  readonly setProgressBar = vi.fn();
  readonly setBackgroundColor = vi.fn();
  readonly loadURL = vi.fn((_address: string) => {
    this.webContents.emit('did-finish-load');
    return Promise.resolve();
  });
  isGone = false;
  minimized = false;

  constructor(options: Record<string, unknown> = {}) {
    super();
    this.options = options;
    FakeBrowserWindow.all.push(this);
    fakeElectron.app.emit('web-contents-created', fakeEvent({}), this.webContents);
  }

  isDestroyed = () => this.isGone;
  isMinimized = () => this.minimized;
  isMaximized = () => false;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 800 });
}

type IpcHandler = (event: unknown, input: unknown) => unknown;

class FakeIpcMain {
  readonly handlers = new Map<string, IpcHandler>();
  handle(channel: string, handler: IpcHandler): void {
    if (this.handlers.has(channel)) throw new Error(`second handler for ${channel}`);
    this.handlers.set(channel, handler);
  }
  /** As Electron does: a channel nobody opened is an error. */
  async invoke(channel: string, event: unknown, input: unknown): Promise<unknown> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, input);
  }
}

class FakeApp extends EventEmitter {
  name = 'Descent Studio';
  isPackaged = false;
  hasLock = true;
  calls: string[] = [];
  readonly paths = new Map<string, string>();
  readonly switches = new Set<string>();
  languages = ['en-GB'];
  root = '';
  readonly commandLine = { hasSwitch: (name: string) => this.switches.has(name) };
  readonly quit = vi.fn(() => this.calls.push('quit'));
  readonly exit = vi.fn();
  enableSandbox = () => this.calls.push('enableSandbox');
  setAppUserModelId = () => this.calls.push('setAppUserModelId');
  setPath(name: string, path: string): void {
    this.calls.push(`setPath ${name}`);
    this.paths.set(name, path);
  }
  getPath = (name: string) => this.paths.get(name) ?? '';
  getAppPath = () => this.root;
  getVersion = () => '0.1.0';
  getPreferredSystemLanguages = () => this.languages;
  whenReady = () => Promise.resolve();
  requestSingleInstanceLock = vi.fn((_data: unknown) => this.hasLock);
}

/** A session that keeps the handlers it was given. */
export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, (...args: never[]) => unknown>();
  private keep = (name: string) => (handler: (...args: never[]) => unknown) => void this.handlers.set(name, handler);
  readonly setPermissionRequestHandler = this.keep('permissionRequest');
  readonly setPermissionCheckHandler = this.keep('permissionCheck');
  readonly setDevicePermissionHandler = this.keep('devicePermission');
  readonly setDisplayMediaRequestHandler = this.keep('displayMedia');
  readonly setBluetoothPairingHandler = this.keep('bluetoothPairing');
  readonly webRequest = {
    onBeforeRequest: (filter: { urls: string[] }, handler: (...args: never[]) => unknown) => {
      this.filter = filter;
      this.handlers.set('beforeRequest', handler);
    },
  };
  filter: { urls: string[] } | null = null;
}

/** The faked module. Give it to `vi.mock('electron', …)` and reset it before each test. */
export const fakeElectron = {
  app: new FakeApp(),
  ipcMain: new FakeIpcMain(),
  BrowserWindow: FakeBrowserWindow,
  crashReporter: { start: vi.fn() },
  dialog: {
    showOpenDialog: vi.fn(),
    showSaveDialog: vi.fn(),
    showMessageBox: vi.fn(),
    showMessageBoxSync: vi.fn(),
    showErrorBox: vi.fn(),
  },
  Menu: {
    buildFromTemplate: vi.fn((template: unknown) => ({ template, popup: vi.fn() })),
    setApplicationMenu: vi.fn(),
  },
  nativeTheme: Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' }),
  powerMonitor: new EventEmitter(),
  powerSaveBlocker: { start: vi.fn(() => 7), stop: vi.fn() },
  protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() },
  screen: {
    getPrimaryDisplay: () => ({ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }),
    getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
  },
  session: { defaultSession: new FakeSession() },
  shell: { openExternal: vi.fn(() => Promise.resolve()), showItemInFolder: vi.fn() },
};

/** Fresh parts and no memory of earlier calls; the module object stays the same. */
export function resetElectron(): void {
  vi.clearAllMocks();
  FakeBrowserWindow.all = [];
  fakeElectron.app = new FakeApp();
  fakeElectron.ipcMain = new FakeIpcMain();
  fakeElectron.session.defaultSession = new FakeSession();
  fakeElectron.powerMonitor.removeAllListeners();
  fakeElectron.nativeTheme.removeAllListeners();
  Object.assign(fakeElectron.nativeTheme, { shouldUseDarkColors: false, themeSource: 'system' });
}
