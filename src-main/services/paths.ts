import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What decides where things lie; the running process by default, anything in a test. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly home: string;
}

export function surroundings(): Surroundings {
  return { env: process.env, platform: process.platform, home: os.homedir() };
}

/** Where data sets, runs and settings live: STUDIO_HOME, else the place this system has for an app's data. */
export function userDataFolder({ env, platform, home }: Surroundings = surroundings()): string {
  if (env.STUDIO_HOME) return path.resolve(env.STUDIO_HOME);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Descent Studio');
  if (platform === 'win32') return path.join(env.APPDATA || path.join(home, 'AppData', 'Roaming'), 'Descent Studio');
  const data = env.XDG_DATA_HOME;
  return path.join(data && path.isAbsolute(data) ? data : path.join(home, '.local', 'share'), 'descent-studio');
}

/** Where exports go: STUDIO_EXPORTS, else inside STUDIO_HOME where that is set, else Downloads, else beside the data. */
export function exportsFolder(around: Surroundings = surroundings()): string {
  if (around.env.STUDIO_EXPORTS) return path.resolve(around.env.STUDIO_EXPORTS);
  const own = path.join(userDataFolder(around), 'exports');
  const downloads = path.join(around.home, 'Downloads');
  return !around.env.STUDIO_HOME && fs.existsSync(downloads) ? downloads : own;
}

/**
 * The folder that holds `package.json` and `resources`: the repository, or the packaged application. Found upwards from this file,
 * so it is right from source, from the bundle in `out/main` and inside an archive.
 */
export function applicationFolder(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (packageOf(folder)?.name === 'descent-studio') return folder;
    if (path.dirname(folder) === folder) throw new Error(`no application folder above ${from}`);
  }
}

/** Recipes, locales, icons, what built-in data is made from. */
export function resourcesFolder(): string {
  return path.join(applicationFolder(), 'resources');
}

/** The built renderer. */
export function rendererFolder(): string {
  return path.join(applicationFolder(), 'out', 'renderer');
}

/** The version in package.json. */
export function appVersion(): string {
  return packageOf(applicationFolder())?.version ?? '0.0.0';
}

function packageOf(folder: string): { name?: string; version?: string } | null {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      name?: string;
      version?: string;
    };
  } catch {
    return null;
  }
}
