import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hostFailure, isDiskFull } from '#main/services/hostFailure.ts';
import { openDatabase } from '#main/services/database.ts';
import { tempFolder } from './support.ts';

/** A disk of its own that goes with the process: needs user namespaces, which not every machine allows. */
const inSmallDisk = ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=4m tmpfs "$1" && shift && exec "$@"', '-'];
const canMount = spawnSync('unshare', [...inSmallDisk, '/mnt', 'true']).status === 0;

describe('a full disk', () => {
  it('is called by its name, whoever notices it', async () => {
    const db = openDatabase(path.join(tempFolder(), 'small.sqlite'));
    db.exec('PRAGMA max_page_count = 40; CREATE TABLE filling (bytes BLOB)');
    const fill = () => db.prepare('INSERT INTO filling VALUES (zeroblob(1000000))').run();
    expect(fill).toThrow();
    try {
      fill();
    } catch (error) {
      expect(hostFailure(error)).toEqual({ ok: false, code: 'diskFull', detail: {} });
    }
    db.close();
    const refused = await fs.writeFile('/dev/full', 'x').catch((error: unknown) => error);
    expect(isDiskFull(refused)).toBe(true);
    expect(isDiskFull(new Error('ENOSPC'))).toBe(false);
    expect(hostFailure(new Error('boom'))).toMatchObject({ code: 'unexpected' });
  });

  it.runIf(canMount)(
    'keeps what was acknowledged, lives on, and takes the same points once there is room',
    async () => {
      const child = path.join(import.meta.dirname, 'fullDiskChild.ts');
      const folder = tempFolder();
      const node = [process.execPath, '--disable-warning=ExperimentalWarning', child, folder];
      const { stdout } = await promisify(execFile)('unshare', [...inSmallDisk, folder, ...node]);
      const said = JSON.parse(stdout.trim().split('\n').at(-1)!);
      expect(said.acknowledged).toBeGreaterThan(0);
      expect(said).toMatchObject({
        refused: { ok: false, code: 'diskFull' },
        checkpoint: 507,
        kept: said.acknowledged,
        again: { ok: true },
        after: said.acknowledged + 2000,
        left: [],
      });
    },
  );
});
