import { clippingModes } from '#shared/clipping/clipping.ts';
import { withDefaults } from '#shared/domain/params.ts';
import { StudioError } from '#shared/result.ts';
import { scheduleById, schedules } from '#shared/schedules/index.ts';
import { surfaceById, surfaces } from '#shared/surfaces/index.ts';
import {
  isRule,
  racerById,
  racerValues,
  rateParamOf,
  type ClipSetting,
  type NoiseSetting,
  type ScheduleSetting,
} from '#shared/surfaces/racer.ts';
import type { RaceOptions } from '#shared/surfaces/race.ts';
import type { Pair, Surface } from '#shared/surfaces/surface.ts';
import { assigned, assignment, numbers } from './assignments.ts';
import type { CommandArguments } from './command.ts';
import { oneOf, wholeNumber } from './commandLine.ts';

const SURFACE_PREFIX = 'surface.';
const MAX_STEPS = 1_000_000;
const DEFAULT_STEPS = 100;

/** What `descent surface` was asked, checked. Throws the StudioErrors of bad input: unknown names, values out of range, a wrong formula. */
export async function raceOptions(args: CommandArguments): Promise<RaceOptions> {
  const surface = await namedSurface(required(args, 'surface'));
  const racer = racerById(required(args, 'optimizer'));
  const sets = (args.lists.get('set') ?? []).map((text) => assignment('--set', text));
  const ofSurface = sets.filter(([name]) => name.startsWith(SURFACE_PREFIX));
  const ofRacer = sets.filter(([name]) => !name.startsWith(SURFACE_PREFIX));
  const surfaceSets = ofSurface.map(([name, value]) => [name.slice(SURFACE_PREFIX.length), value] as const);
  const schedule = args.values.get('schedule');
  if (schedule !== undefined && !isRule(racer)) throw new StudioError('surfaceScheduleSolver', { value: racer.id });
  return {
    surface,
    params: withDefaults(surface.params, assigned(surface.params, surfaceSets, '--set surface')),
    racer,
    h: racerValues(racer, assigned(racer.params, ofRacer, '--set')),
    start: startOf(surface, args.values.get('start')),
    steps: wholeNumber('steps', args.values.get('steps') ?? String(DEFAULT_STEPS), 0, MAX_STEPS),
    schedule: schedule === undefined ? null : scheduleSetting(schedule, racer.params.learningRate !== undefined),
    clip: clipSetting(args.values.get('clip')),
    noise: noiseSetting(args.values.get('noise')),
  };
}

/** A surface by its id, or made from a formula. mathjs is loaded only for a formula. */
async function namedSurface(text: string): Promise<Surface> {
  const known = surfaceById(text);
  if (known) return known;
  if (/^[a-z][a-z0-9_]+$/i.test(text) && !/^(x|y|xy|yx|e|pi|tau)$/.test(text))
    throw new StudioError('surfaceUnknown', { value: text, known: surfaces.map(({ id }) => id).join(', ') });
  const { formulaSurface } = await import('#shared/surfaces/formulaSurface.ts');
  return formulaSurface(text);
}

function startOf({ dimensions, start }: Surface, text: string | undefined): Pair {
  if (text === undefined) return start;
  const [x, y = 0] = numbers('--start', text, dimensions);
  return [x!, y];
}

/** `id` or `id:name=value,name=value`; the schedule's first rate is the rule's unless it is given. */
function scheduleSetting(text: string, hasRate: boolean): ScheduleSetting {
  const [id = '', rest = ''] = splitOnce(text, ':');
  const schedule = scheduleById(id);
  if (!schedule)
    throw new StudioError('scheduleUnknown', { value: id, known: schedules.map((each) => each.id).join(', ') });
  const given = rest === '' ? [] : rest.split(',').map((part) => assignment('--schedule', part));
  const params = assigned(schedule.params, given, '--schedule');
  const rateName = rateParamOf(schedule.params);
  const own = hasRate || rateName === null ? {} : { [rateName]: schedule.params[rateName]!.default };
  return { id, params: { ...own, ...params } };
}

function clipSetting(text: string | undefined): ClipSetting | null {
  if (text === undefined) return null;
  const [mode = '', threshold = ''] = splitOnce(text, ':');
  return { mode: oneOf('clip', mode, clippingModes), threshold: positive('--clip', text, threshold) };
}

/** `std` or `std:seed`. */
function noiseSetting(text: string | undefined): NoiseSetting | null {
  if (text === undefined) return null;
  const [std = '', seed = '1'] = splitOnce(text, ':');
  return { std: positive('--noise', text, std), seed: wholeNumber('noise', seed, 0, 2 ** 31 - 1) };
}

function positive(option: string, whole: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new StudioError('cliNotPositive', { option, value: whole });
}

function splitOnce(text: string, sign: string): readonly string[] {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function required({ values }: CommandArguments, option: string): string {
  const value = values.get(option);
  if (value !== undefined) return value;
  throw new StudioError('cliOptionMissing', { option: `--${option}`, command: 'surface' });
}
