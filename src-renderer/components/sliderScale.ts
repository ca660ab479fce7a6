import { paramProblem, type NumberParam } from '#shared/domain/params.ts';

/** Where a logarithmic slider stops between one power of its base and the next. */
interface LogGrid {
  readonly base: number;
  readonly stops: readonly number[];
}

/** Ten numbers a decade. */
const decades: LogGrid = { base: 10, stops: [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8] };
/** Powers of two and what lies between: how units and filters are usually counted. */
const octaves: LogGrid = { base: 2, stops: [1, 1.5] };

/** A whole number that is a power of two where nothing is said is counted in powers of two. */
function gridOf(spec: NumberParam): LogGrid {
  return spec.type === 'integer' && Number.isInteger(Math.log2(spec.default)) ? octaves : decades;
}

/** The range a slider spans: the offered one, else the legal one. */
export function sliderRange(spec: NumberParam): readonly [number, number] {
  return spec.slider ?? [spec.min, spec.max];
}

function isLog(spec: NumberParam): boolean {
  return spec.scale === 'log' && sliderRange(spec)[0] > 0;
}

/** Position of a value on the track, 0 … 1; values beyond the range stand at its end. */
export function fractionOf(spec: NumberParam, value: number): number {
  const [low, high] = sliderRange(spec);
  if (value <= low) return 0;
  if (value >= high) return 1;
  return isLog(spec) ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** The legal value nearest to a position on the track, on the slider's grid. */
export function valueAt(spec: NumberParam, fraction: number): number {
  const [low, high] = sliderRange(spec);
  const at = Math.min(1, Math.max(0, fraction));
  const raw = isLog(spec) ? low * (high / low) ** at : low + at * (high - low);
  return legal(spec, isLog(spec) ? nearestLog(gridOf(spec), raw) : nearestLinear(spec, raw));
}

/** The legal value some steps further: one step is the next stop of a logarithmic scale, or a hundredth of a linear one. */
export function stepped(spec: NumberParam, value: number, steps: number): number {
  const [low, high] = sliderRange(spec);
  const inRange = Math.min(high, Math.max(low, value));
  const next = isLog(spec)
    ? stepLog(gridOf(spec), inRange, steps)
    : nearestLinear(spec, inRange + steps * linearStep(spec));
  return legal(spec, Math.min(high, Math.max(low, atLeastOneWhole(spec, inRange, next))));
}

/** The stops between 1 and 2 are no whole numbers: there a step is 1. */
function atLeastOneWhole(spec: NumberParam, from: number, to: number): number {
  const isSame = spec.type === 'integer' && Math.round(to) === from;
  return isSame ? from + Math.sign(to - from) : to;
}

/** Length of one step of a linear slider: a round number near a hundredth of the range; 1 for whole numbers. */
export function linearStep(spec: NumberParam): number {
  const [low, high] = sliderRange(spec);
  const raw = (high - low) / 100;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw * 0.999) ?? 10) * power;
  return spec.type === 'integer' ? Math.max(1, Math.round(step)) : step;
}

function nearestLinear(spec: NumberParam, raw: number): number {
  const [low] = sliderRange(spec);
  const step = linearStep(spec);
  return clean(low + Math.round((raw - low) / step) * step);
}

/** Index of the stop nearest to a value, counted from the stop at 1. */
function logIndex({ base, stops: inside }: LogGrid, value: number): number {
  const exponent = Math.floor(Math.log(value) / Math.log(base) + 1e-9);
  const mantissa = value / base ** exponent;
  const stops = [...inside, base];
  const nearest = stops.reduce(
    (best, stop, index) => (distance(stop, mantissa) < distance(stops[best]!, mantissa) ? index : best),
    0,
  );
  return exponent * inside.length + nearest;
}

function distance(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}

function logStop({ base, stops }: LogGrid, index: number): number {
  const exponent = Math.floor(index / stops.length);
  return clean(stops[index - exponent * stops.length]! * base ** exponent);
}

function nearestLog(grid: LogGrid, raw: number): number {
  return logStop(grid, logIndex(grid, raw));
}

/** A value between two stops moves to the next stop in the direction of the step. */
function stepLog(grid: LogGrid, value: number, steps: number): number {
  const index = logIndex(grid, value);
  const stop = logStop(grid, index);
  const passed = Math.sign(stop - value) === Math.sign(steps) && distance(stop, value) > 1e-9;
  return logStop(grid, index + steps - (passed ? Math.sign(steps) : 0));
}

/** Takes away the dust of binary arithmetic: 0.30000000000000004 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** The value itself, rounded for integers, one step inside an end that is itself refused. */
function legal(spec: NumberParam, value: number): number {
  const whole = spec.type === 'integer' ? Math.round(value) : value;
  const problem = paramProblem('', spec, whole);
  if (problem?.code === 'paramTooSmall') return clean(spec.minExclusive ? spec.min + inside(spec) : spec.min);
  if (problem?.code === 'paramTooLarge') return clean(spec.maxExclusive ? spec.max - inside(spec) : spec.max);
  return whole;
}

function inside(spec: NumberParam): number {
  return isLog(spec) ? sliderRange(spec)[0] : linearStep(spec);
}
