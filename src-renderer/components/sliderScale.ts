import { paramProblem, type NumberParam } from '#shared/domain/params.ts';

/** Ten numbers a decade on which a logarithmic slider stops. */
const decade = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8] as const;

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
  return legal(spec, isLog(spec) ? nearestLog(raw) : nearestLinear(spec, raw));
}

/** The legal value some steps further: one step is the next stop of a logarithmic scale, or a hundredth of a linear one. */
export function stepped(spec: NumberParam, value: number, steps: number): number {
  const [low, high] = sliderRange(spec);
  const inRange = Math.min(high, Math.max(low, value));
  const next = isLog(spec) ? stepLog(inRange, steps) : nearestLinear(spec, inRange + steps * linearStep(spec));
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

/** Index of the stop nearest to a value: ten a decade, counted from 1. */
function logIndex(value: number): number {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** exponent;
  const stops = [...decade, 10];
  const nearest = stops.reduce(
    (best, stop, index) => (distance(stop, mantissa) < distance(stops[best]!, mantissa) ? index : best),
    0,
  );
  return exponent * 10 + nearest;
}

function distance(a: number, b: number): number {
  return Math.abs(Math.log(a / b));
}

function logStop(index: number): number {
  const exponent = Math.floor(index / 10);
  return clean(decade[index - exponent * 10]! * 10 ** exponent);
}

function nearestLog(raw: number): number {
  return logStop(logIndex(raw));
}

/** A value between two stops moves to the next stop in the direction of the step. */
function stepLog(value: number, steps: number): number {
  const index = logIndex(value);
  const stop = logStop(index);
  const passed = Math.sign(stop - value) === Math.sign(steps) && distance(stop, value) > 1e-9;
  return logStop(index + steps - (passed ? Math.sign(steps) : 0));
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
