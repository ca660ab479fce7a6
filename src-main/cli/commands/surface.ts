import { clippingModes } from '#shared/clipping/clipping.ts';
import { bowlHessian } from '#shared/surfaces/criticalPoint.ts';
import { limitingRate } from '#shared/surfaces/divergence.ts';
import { race, type Race, type RaceOptions, type RaceStep } from '#shared/surfaces/race.ts';
import type { Command } from '../command.ts';
import type { Say } from '../sentences.ts';
import { raceOptions } from '../surfaceArguments.ts';
import { textTable } from '../table.ts';

const MAX_ROWS = 40;
/** A step that grows faster has no rate of growth worth telling. */
const STEADY_GROWTH = 1000;

/** `descent surface --surface ID|FORMULA --optimizer ID`: the path of one optimizer on a surface, every step, in double precision. */
export const surfaceCommand: Command = {
  name: 'surface',
  positional: null,
  options: {
    surface: { type: 'value', valueName: 'ID|FORMULA' },
    optimizer: { type: 'value', valueName: 'ID' },
    set: { type: 'list', valueName: 'NAME=VALUE' },
    start: { type: 'value', valueName: 'X,Y' },
    steps: { type: 'value', valueName: 'N' },
    schedule: { type: 'value', valueName: 'ID:NAME=VALUE,…' },
    clip: { type: 'value', valueName: `${clippingModes.join('|')}:THRESHOLD` },
    noise: { type: 'value', valueName: 'STD:SEED' },
  },
  async run(args, { say }) {
    const options = await raceOptions(args);
    const found = race(options);
    return { json: output(options, found, args.values.get('surface')!), text: raceText(say, options, found) };
  },
};

/** Numbers that are not finite are null: JSON has no others. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function output(options: RaceOptions, { trace, divergence }: Race, surface: string) {
  const { racer, params, h, start, schedule = null, clip = null, noise = null } = options;
  return {
    surface,
    surfaceParams: params,
    optimizer: racer.id,
    params: h,
    start: start.slice(0, options.surface.dimensions),
    schedule,
    clip,
    noise,
    diverged: divergence && { ...divergence, limitingRate: limitOf(options) },
    trace: trace.map(stepOutput),
  };
}

function stepOutput({ step, theta, f, grad, slots, learningRate, evaluations }: RaceStep) {
  const numbersOf = (value: Float64Array | number) =>
    typeof value === 'number' ? finite(value) : [...value].map(finite);
  return {
    step,
    theta: numbersOf(theta),
    f: finite(f),
    grad: numbersOf(grad),
    slots: Object.fromEntries(Object.entries(slots).map(([name, value]) => [name, numbersOf(value)])),
    learningRate,
    evaluations,
  };
}

/** On a quadratic, also a typed one, the rate below which this rule converges; null elsewhere. */
function limitOf({ surface, params, racer, h, schedule, clip }: RaceOptions): number | null {
  const hessian = schedule || clip ? null : bowlHessian(surface, params);
  return hessian && limitingRate(racer, h, hessian);
}

function raceText(say: Say, options: RaceOptions, found: Race): string {
  const { trace, divergence } = found;
  const every = Math.max(1, Math.ceil(trace.length / MAX_ROWS));
  const shown = trace.filter(({ step }) => step % every === 0 || step === trace.at(-1)!.step);
  const rows = shown.map(({ step, theta, f }) => [step, ...[...theta].map((value) => figure(value)), figure(f)]);
  const axes = ['x', 'y'].slice(0, options.surface.dimensions);
  const table = textTable([say('cli.columns.step'), ...axes, 'f'], rows);
  if (!divergence) return table;
  const limit = limitOf(options);
  const { growth, kind, step } = divergence;
  const isSteady = growth !== null && growth > 1 && growth < STEADY_GROWTH;
  const grew = isSteady ? ` ${say('surfaces.diverged.grew', { growth: String(Number(growth.toPrecision(3))) })}` : '';
  const advice = limit === null ? say('cli.surfaceLower') : say('cli.surfaceLimit', { limit: figure(limit) });
  return `${table}\n\n${say(`cli.surfaceDiverged.${kind}`, { step })}${grew} ${advice}`;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(6) : value.toFixed(6);
}
