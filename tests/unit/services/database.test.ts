import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase, quickTransaction, schemaVersion, transaction } from '#main/services/database.ts';
import { migrations } from '#main/services/migrations.ts';
import { codeOf, tempFolder } from './support.ts';

const file = () => path.join(tempFolder(), 'deep', 'studio.sqlite');
const steps = ['CREATE TABLE a (x INTEGER)', 'ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 7', 'CREATE TABLE b (z TEXT)'];

describe('database', () => {
  it('makes a new file at the newest version, in WAL, synced at every commit, with foreign keys', () => {
    const db = openDatabase(file());
    expect(schemaVersion(db)).toBe(migrations.length);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 });
    db.close();
  });

  it.each([0, 1, 2, 3])('brings a file of version %i to the newest and keeps its rows', (version) => {
    const place = file();
    const old = openDatabase(place, steps.slice(0, version));
    if (version > 0) old.exec('INSERT INTO a (x) VALUES (1)');
    old.close();
    const db = openDatabase(place, steps);
    expect(schemaVersion(db)).toBe(3);
    if (version > 0) expect(db.prepare('SELECT x, y FROM a').all()).toEqual([{ x: 1, y: 7 }]);
    expect(db.prepare('SELECT count(*) AS n FROM b').get()).toEqual({ n: 0 });
    db.close();
  });

  it('leaves the file at its old version when a step fails', () => {
    const place = file();
    openDatabase(place, steps.slice(0, 1)).close();
    expect(() => openDatabase(place, [...steps.slice(0, 2), 'CREATE NONSENSE'])).toThrow();
    const db = openDatabase(place, steps.slice(0, 1));
    expect(db.prepare('SELECT * FROM pragma_table_info(?)').all('a')).toHaveLength(1);
    db.close();
  });

  it('refuses a file of a newer app and does not touch it', async () => {
    const place = file();
    openDatabase(place, steps).close();
    const before = fs.readFileSync(place);
    expect(await codeOf(() => openDatabase(place, steps.slice(0, 2)))).toBe('databaseNewer');
    expect(fs.readFileSync(place).equals(before)).toBe(true);
  });

  it('names a damaged file', async () => {
    const place = path.join(tempFolder(), 'studio.sqlite');
    fs.writeFileSync(place, 'this is no database, whatever its name says. '.repeat(100));
    expect(await codeOf(() => openDatabase(place))).toBe('databaseDamaged');
  });

  it('rolls a transaction back when something throws', () => {
    const db = openDatabase(file(), steps);
    const failing = () =>
      transaction(db, () => {
        db.exec('INSERT INTO a (x) VALUES (5)');
        throw new Error('no');
      });
    expect(failing).toThrow('no');
    expect(db.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 0 });
    db.close();
  });

  it('goes back to waiting for the disk after a quick transaction, done or failed', () => {
    const db = openDatabase(file(), steps);
    const level = () => db.prepare('PRAGMA synchronous').get();
    expect(quickTransaction(db, level)).toEqual({ synchronous: 1 });
    expect(level()).toEqual({ synchronous: 2 });
    expect(() => quickTransaction(db, () => db.exec('CREATE NONSENSE'))).toThrow();
    expect(level()).toEqual({ synchronous: 2 });
    db.close();
  });

  it('lets two connections write in turn', () => {
    const place = file();
    const [one, two] = [openDatabase(place, steps), openDatabase(place, steps)];
    for (const db of [one, two, one, two]) transaction(db, () => db.exec('INSERT INTO a (x) VALUES (1)'));
    expect(one.prepare('SELECT count(*) AS n FROM a').get()).toEqual({ n: 4 });
    one.close();
    two.close();
    new DatabaseSync(place).close();
  });
});
