import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './paths.ts';

/** Where Electron's binary lies inside its folder, as Electron's own package has it. */
const binaryPaths: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
  win32: 'electron.exe',
};

/** The path of Electron's binary, or null where there is none: `ELECTRON_OVERRIDE_DIST_PATH`, else the folder the package fetches into. */
export function electronBinary(env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const binary = binaryPaths[process.platform];
  if (binary === undefined) return null;
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] || join(repositoryRoot, 'node_modules', 'electron', 'dist');
  return existsSync(join(folder, binary)) ? join(folder, binary) : null;
}

/**
 * Lets Electron's package fetch its binary and returns its path, or null when that failed or took longer than `limitMs`;
 * then nothing of the attempt keeps running. The package does not fetch on `npm ci`, so this is the first start's work.
 */
export async function fetchElectron(limitMs: number, signal?: AbortSignal): Promise<string | null> {
  const script = join(repositoryRoot, 'node_modules', 'electron', 'install.js');
  if (!existsSync(script)) return null;
  const isGroup = process.platform !== 'win32';
  const child = spawn(process.execPath, [script], { stdio: 'ignore', detached: isGroup });
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(isGroup ? -child.pid : child.pid, 'SIGKILL');
    } catch {
      // It ended by itself in between.
    }
  };
  const timer = setTimeout(end, limitMs);
  signal?.addEventListener('abort', end);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', resolve);
  });
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  return code === 0 ? electronBinary() : null;
}
