import { BrowserWindow, nativeTheme, type BrowserWindowConstructorOptions, type Rectangle } from 'electron';
import { studioAddress } from './address.ts';
import { minimumHeight, minimumWidth } from './windowBounds.ts';

export interface WindowPlan {
  readonly bounds: Rectangle;
  readonly isMaximized: boolean;
  readonly preload: string;
  readonly icon: string;
  /** Developer tools, for builds that are not packaged. */
  readonly hasDevTools: boolean;
}

/** `--paper` of the tokens, so that the window does not flash before the page draws. */
export function windowBackground(isDark: boolean): string {
  return isDark ? '#111316' : '#f4f6f6';
}

/** Options of the one window: sandboxed, isolated, without Node, not throttled while it trains in the background. */
export function windowOptions(plan: WindowPlan, isDark: boolean): BrowserWindowConstructorOptions {
  return {
    ...plan.bounds,
    minWidth: minimumWidth,
    minHeight: minimumHeight,
    show: false,
    backgroundColor: windowBackground(isDark),
    icon: plan.icon,
    webPreferences: {
      preload: plan.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      // The spell checker would fetch dictionaries from the network.
      spellcheck: false,
      backgroundThrottling: false,
      devTools: plan.hasDevTools,
    },
  };
}

/** Opens the window, shows it once it can be drawn, and follows the theme with its background. */
export function openWindow(plan: WindowPlan): BrowserWindow {
  const window = new BrowserWindow(windowOptions(plan, nativeTheme.shouldUseDarkColors));
  window.once('ready-to-show', () => {
    if (plan.isMaximized) window.maximize();
    window.show();
  });
  const followTheme = () => window.setBackgroundColor(windowBackground(nativeTheme.shouldUseDarkColors));
  nativeTheme.on('updated', followTheme);
  window.once('closed', () => nativeTheme.off('updated', followTheme));
  return window;
}

/** Loads the studio's page into the window. */
export async function loadStudio(window: BrowserWindow): Promise<void> {
  await window.loadURL(studioAddress);
}

/** Brings a window to the front, out of the dock or taskbar if need be. */
export function raiseWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
