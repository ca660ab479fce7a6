import { afterAll, describe, expect, it } from 'vitest';
import { createDatasetStore } from '#main/datasets/store.ts';
import { inspect } from '#main/datasets/inspect.ts';
import { dataPlanFor } from '#shared/domain/draftEdits.ts';
import { put, testFolder } from './files.ts';
import { trouble } from './read.ts';

const folder = await testFolder();
const store = createDatasetStore({ folder });
afterAll(() => store.close());

const hours = Array.from({ length: 48 }, (_, hour) => {
  const when = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 16).replace('T', ' ');
  return `${when},${hour % 24},${1000 + (hour % 7)},${hour % 2 ? 'N' : 'S'}`;
});
const csv = ['when,warm,pressure,wind', ...hours].join('\n');
const options = { target: 'warm', moreTargets: ['pressure'] };

describe('several columns to predict, said before an import', () => {
  it('are kept with the set, through a restart, and go into the plan', async () => {
    const { id } = await store.importFiles(await put(folder, { 'station.csv': csv }), { table: options });
    const again = createDatasetStore({ folder });
    const set = await again.get(id);
    expect(set).toMatchObject({ kind: 'series', target: 'warm', moreTargets: ['pressure'], options });
    expect(dataPlanFor(set).moreTargets).toEqual(['pressure']);
    await again.close();
    // Another first target: it no longer stands beside itself, and beside a text nothing does.
    expect((await store.setTarget(id, 'pressure')).moreTargets).toBeUndefined();
  });

  it('are shown by the preview and by inspect', async () => {
    const files = await put(folder, { 'look.csv': csv });
    expect(await store.preview(files, options)).toMatchObject({ kind: 'series', moreTargets: ['pressure'] });
    const seen = await inspect(
      files.map(({ path }) => path),
      undefined,
      options,
    );
    expect(seen).toMatchObject({ target: 'warm', moreTargets: ['pressure'], problems: [] });
  });

  it.each([
    [{ target: 'warm', moreTargets: ['snow'] }, 'columnUnknown'],
    [{ target: 'warm', moreTargets: ['when'] }, 'columnUnknown'],
    [{ target: 'warm', moreTargets: ['wind'] }, 'targetsNotNumbers'],
    [{ target: 'warm', moreTargets: ['warm'] }, 'targetTwice'],
    [{ ...options, kind: 'table' }, 'targetsOfTable'],
  ] as const)('%j ends with %s', async (table, code) => {
    const files = await put(folder, { 'wrong.csv': csv });
    const asked = { ...table, moreTargets: [...table.moreTargets] };
    expect((await trouble(store.importFiles(files, { table: asked }))).code).toBe(code);
  });
});
