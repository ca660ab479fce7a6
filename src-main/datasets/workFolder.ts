import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const PREFIX = '.work-';

/** Work folders of the stores of this process: another process number 1 of yesterday must not be taken for us. */
const ours = new Set<string>();

/** A place of this process beside the data sets, for what is being written and what was removed. */
export interface WorkFolder {
  readonly path: string;
  remove(): void;
}

/** Removes what dead processes left behind and makes a work folder of our own. */
export function openWorkFolder(folder: string): WorkFolder {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(PREFIX)))
    if (isLeftover(join(folder, name), name)) rmSync(join(folder, name), { recursive: true, force: true });
  const path = mkdtempSync(join(folder, `${PREFIX}${process.pid}-`));
  ours.add(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
      ours.delete(path);
    },
  };
}

function isLeftover(path: string, name: string): boolean {
  const pid = Number.parseInt(name.slice(PREFIX.length), 10);
  if (pid === process.pid) return !ours.has(path);
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
