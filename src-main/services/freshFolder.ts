import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '#shared/result.ts';

/**
 * Moves a folder of files into `parent` under a name that is still free there (`name`, `name (2)`, …) and says where. Copies to a
 * hidden name inside `parent` first, so that it works across disks and no one sees half of it. Throws `fileNotWritten`.
 */
export async function moveToFreshFolder(from: string, parent: string, name: string): Promise<string> {
  const aside = path.join(parent, `.descent-${randomBytes(6).toString('hex')}.part`);
  try {
    await fs.mkdir(parent, { recursive: true });
    await fs.cp(from, aside, { recursive: true, errorOnExist: true, force: false });
    await syncFiles(aside);
    const where = await renameToFree(aside, parent, name);
    await fs.rm(from, { recursive: true, force: true });
    return where;
  } catch (error) {
    await fs.rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw new StudioError('fileNotWritten', {
      name: parent,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

async function syncFiles(folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    const file = await fs.open(path.join(folder, name), 'r+');
    await file.sync().finally(() => file.close());
  }
}

async function renameToFree(aside: string, parent: string, name: string): Promise<string> {
  for (let k = 1; ; k++) {
    const target = path.join(parent, k > 1 ? `${name} (${k})` : name);
    if (await isThere(target)) continue;
    try {
      await fs.rename(aside, target);
      return target;
    } catch (error) {
      // Another host took the name in between.
      if (!(await isThere(target))) throw error;
    }
  }
}

function isThere(target: string): Promise<boolean> {
  return fs.lstat(target).then(
    () => true,
    () => false,
  );
}
