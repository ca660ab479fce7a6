/** A parameter that means something only under another one's values: forms leave it out elsewhere. */
interface Conditional {
  readonly when?: { readonly name: string; readonly is: readonly string[] };
}

/**
 * Descriptors of parameters: what a layer or an optimizer can be told. One descriptor feeds the form on the screen,
 * the command line, the check of a file and the tests over the registries.
 */
export interface NumberParam extends Conditional {
  readonly type: 'number' | 'integer';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** True when `min` (or `max`) itself is refused: a rate must be above 0, a momentum below 1. */
  readonly minExclusive?: boolean;
  readonly maxExclusive?: boolean;
  /** How a slider spreads its values; log where the range spans more than two decades. */
  readonly scale: 'linear' | 'log';
  /** The range a slider offers where the legal one is far wider; typed numbers may leave it. */
  readonly slider?: readonly [number, number];
  /** The symbol of the paper: η, β₁, ε. */
  readonly symbol?: string;
}

export interface ChoiceParam extends Conditional {
  readonly type: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

export interface BooleanParam extends Conditional {
  readonly type: 'boolean';
  readonly default: boolean;
}

export type ParamSpec = NumberParam | ChoiceParam | BooleanParam;
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
export type ParamValue = number | string | boolean;
export type ParamValues = Readonly<Record<string, ParamValue>>;

/** The values a set of descriptors asks for, typed by descriptor. */
export type ValuesOf<P extends ParamSpecs> = {
  readonly [K in keyof P]: P[K] extends NumberParam
    ? number
    : P[K] extends { type: 'choice'; choices: readonly (infer C)[] }
      ? C
      : boolean;
};

export interface ParamProblem {
  readonly code:
    | 'paramUnknown'
    | 'paramNotANumber'
    | 'paramNotAnInteger'
    | 'paramTooSmall'
    | 'paramTooLarge'
    | 'paramNotAChoice'
    | 'paramNotABoolean';
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What is wrong with one value, or null. The detail names the parameter, the value and the limit. */
export function paramProblem(name: string, spec: ParamSpec, value: unknown): ParamProblem | null {
  if (spec.type === 'boolean')
    return typeof value === 'boolean' ? null : { code: 'paramNotABoolean', detail: { name, value: String(value) } };
  if (spec.type === 'choice')
    return typeof value === 'string' && spec.choices.includes(value)
      ? null
      : { code: 'paramNotAChoice', detail: { name, value: String(value), choices: spec.choices.join(', ') } };
  return numberProblem(name, spec, value);
}

function numberProblem(name: string, spec: NumberParam, value: unknown): ParamProblem | null {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return { code: 'paramNotANumber', detail: { name, value: String(value) } };
  if (spec.type === 'integer' && !Number.isInteger(value))
    return { code: 'paramNotAnInteger', detail: { name, value } };
  if (value < spec.min || (spec.minExclusive && value === spec.min))
    return { code: 'paramTooSmall', detail: { name, value, limit: spec.min } };
  if (value > spec.max || (spec.maxExclusive && value === spec.max))
    return { code: 'paramTooLarge', detail: { name, value, limit: spec.max } };
  return null;
}

/** True where the parameter means something beside these values. */
export function isAsked(specs: ParamSpecs, name: string, values: ParamValues): boolean {
  const when = specs[name]?.when;
  return !when || when.is.includes(String(values[when.name] ?? specs[when.name]?.default));
}

/** Every default of a set of descriptors. */
export function defaultValues<P extends ParamSpecs>(specs: P): ValuesOf<P> {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default])) as ValuesOf<P>;
}

/** Given values over the defaults, unchecked: check with `paramProblems` first. */
export function withDefaults<P extends ParamSpecs>(specs: P, values: ParamValues): ValuesOf<P> {
  return { ...defaultValues(specs), ...values } as ValuesOf<P>;
}

/** Every problem of a set of given values; unknown names are refused by name. */
export function paramProblems(specs: ParamSpecs, values: ParamValues): ParamProblem[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (!spec)
      return [
        { code: 'paramUnknown', detail: { name, known: Object.keys(specs).join(', ') || '–' } } satisfies ParamProblem,
      ];
    const problem = paramProblem(name, spec, value);
    return problem ? [problem] : [];
  });
}
