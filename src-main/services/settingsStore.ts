import fs from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { callSchemas, type CallInput } from '#shared/contract.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { experimentSchema } from '#shared/domain/experimentSchema.ts';
import { engineChoices } from '#shared/domain/backend.ts';
import { defaultSettings, languages, themes, type Settings } from '#shared/domain/settings.ts';
import { isLayerKind } from '#shared/layers/index.ts';
import { isRacer } from '#shared/surfaces/racer.ts';
import { writeTextFile } from './atomicFile.ts';

/** Settings and the unfinished experiment: two small JSON files, written aside and renamed. */
export interface SettingsStore {
  get(): Promise<Settings>;
  set(change: CallInput<'settings.set'>): Promise<Settings>;
  getDraft(): Promise<Experiment | null>;
  setDraft(experiment: Experiment): Promise<void>;
}

/** A field that an older or newer app wrote otherwise falls back alone; the rest is kept. */
const settingsSchema = v.object({
  theme: v.fallback(v.picklist(themes), defaultSettings.theme),
  language: v.fallback(v.nullable(v.picklist(languages)), defaultSettings.language),
  tourDone: v.fallback(v.array(v.string()), [...defaultSettings.tourDone]),
  tourHidden: v.fallback(v.boolean(), defaultSettings.tourHidden),
  engine: v.fallback(v.picklist(engineChoices), defaultSettings.engine),
  chart: v.fallback(v.unwrap(callSchemas['settings.set'].entries.chart), { ...defaultSettings.chart }),
});

export function createSettingsStore(folder: string): SettingsStore {
  const settingsFile = path.join(folder, 'settings.json');
  const draftFile = path.join(folder, 'draft.json');
  const inOrder = createQueue();
  const get = () => readJson(settingsFile, parseSettings, defaultSettings);

  return {
    get,
    set: (change) =>
      inOrder(async () => {
        const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const settings = { ...(await get()), ...given };
        await writeTextFile(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
        return settings;
      }),
    getDraft: () => readJson<Experiment | null>(draftFile, parseDraft, null),
    setDraft: (experiment) => inOrder(() => writeTextFile(draftFile, `${JSON.stringify(experiment)}\n`)),
  };
}

function parseSettings(value: unknown): Settings | null {
  const result = v.safeParse(settingsSchema, value);
  return result.success ? result.output : null;
}

/** A draft may hold values out of range, which the screen shows; but its kinds and rules must be known. */
function parseDraft(value: unknown): Experiment | null {
  const result = v.safeParse(experimentSchema, value);
  if (!result.success) return null;
  const { model, contenders } = result.output;
  const known =
    model.layers.every(({ kind }) => isLayerKind(kind)) && contenders.every((one) => isRacer(one.optimizer));
  return known ? result.output : null;
}

/** What a file says; a file that says nothing sensible is kept aside as `.bad` and the fallback used. */
async function readJson<T>(file: string, parse: (value: unknown) => T | null, fallback: T): Promise<T> {
  const text = await fs.readFile(file, 'utf8').catch(() => null);
  if (text === null) return fallback;
  const value = parse(parsed(text));
  if (value !== null) return value;
  await fs.rename(file, `${file}.bad`);
  return fallback;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Runs works one after another, so that two changes at once do not lose one. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let tail: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = tail.then(work, work);
    tail = next.catch(() => undefined);
    return next;
  };
}
