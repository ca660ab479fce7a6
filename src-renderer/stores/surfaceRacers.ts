import { withDefaults, type ParamValue, type ParamValues } from '#shared/domain/params.ts';
import { scheduleById } from '#shared/schedules/index.ts';
import { MAX_RACERS, racerById, type ClipSetting, type ScheduleSetting } from '#shared/surfaces/racer.ts';
import type { RecipeRacer } from '#shared/surfaces/surfaceRecipes.ts';

/** One optimizer in a race on a surface; its slot gives colour, dash and marker. */
export interface SurfaceRacer {
  readonly slot: number;
  readonly racer: string;
  /** What differs from the defaults. */
  readonly params: ParamValues;
  readonly clip: ClipSetting | null;
  /** Its rates are shares of the racer's own rate, as in training. */
  readonly schedule: ScheduleSetting | null;
}

type Racers = readonly SurfaceRacer[];

/** The smallest slot nobody holds, or null when all are taken. */
export function freeRacerSlot(racers: Racers): number | null {
  const taken = new Set(racers.map(({ slot }) => slot));
  for (let slot = 1; slot <= MAX_RACERS; slot++) if (!taken.has(slot)) return slot;
  return null;
}

/** One more racer with these values; unchanged when all places are taken. */
export function withRacer(racers: Racers, { racer, params, clip = null }: RecipeRacer): Racers {
  const slot = freeRacerSlot(racers);
  return slot === null ? racers : [...racers, { slot, racer, params, clip, schedule: null }];
}

/** Without every racer of this optimizer. */
export function withoutOptimizer(racers: Racers, id: string): Racers {
  return racers.filter(({ racer }) => racer !== id);
}

/** One racer changed. */
export function withChange(racers: Racers, slot: number, change: Partial<SurfaceRacer>): Racers {
  return racers.map((racer) => (racer.slot === slot ? { ...racer, ...change } : racer));
}

/** A rate that nobody of this optimizer has yet: half of the slowest. */
export function variantParams(racers: Racers, of: SurfaceRacer): ParamValues {
  if (!('learningRate' in racerById(of.racer).params)) return of.params;
  const rates = racers.filter(({ racer }) => racer === of.racer).map(rateOfRacer);
  return { ...of.params, learningRate: Number((Math.min(...rates) / 2).toPrecision(3)) };
}

/** The rate of a racer; NaN for a solver, which has none. */
export function rateOfRacer({ racer, params }: SurfaceRacer): number {
  return Number(params.learningRate ?? racerById(racer).params.learningRate?.default ?? Number.NaN);
}

/** Parameters with one of them set; a default is not written down. */
export function paramsWith(racer: SurfaceRacer, name: string, value: ParamValue): ParamValues {
  return { ...racer.params, [name]: value };
}

/** η 0.4, β 0.9, 0.999 – the numbers that tell racers apart. */
export function racerNumbers(racer: SurfaceRacer, number: (value: number) => string): string {
  const specs = racerById(racer.racer).params;
  const value = (name: string): string => number(Number(racer.params[name] ?? specs[name]!.default));
  const betas = ['beta', 'beta1', 'beta2', 'rho'].filter((name) => name in specs);
  const symbol = betas[0] === 'rho' ? 'ρ' : 'β';
  const parts = [
    ...('learningRate' in specs ? [`η ${value('learningRate')}`] : []),
    ...(betas.length > 0 ? [`${symbol} ${betas.map(value).join(', ')}`] : []),
    ...(racer.clip ? [`≤ ${number(racer.clip.threshold)}`] : []),
  ];
  return parts.join(', ');
}

/** The schedule in rates of its own: every share times the racer's rate. */
export function absoluteSchedule(racer: SurfaceRacer): ScheduleSetting | null {
  const schedule = racer.schedule ? scheduleById(racer.schedule.id) : null;
  if (!schedule || !racer.schedule) return null;
  const shares: ParamValues = withDefaults(schedule.params, racer.schedule.params);
  const rate = rateOfRacer(racer);
  const params = Object.entries(shares).map(([name, value]) => [
    name,
    name.startsWith('lr') ? Number(value) * rate : value,
  ]);
  return { id: schedule.id, params: Object.fromEntries(params) };
}
