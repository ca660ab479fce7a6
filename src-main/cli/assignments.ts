import {
  paramProblem,
  type ParamSpec,
  type ParamSpecs,
  type ParamValue,
  type ParamValues,
} from '#shared/domain/params.ts';
import { StudioError } from '#shared/result.ts';

/** `name=value`, taken apart. Throws StudioError `cliNotAssignment`. */
export function assignment(option: string, text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at <= 0 || at === text.length - 1) throw new StudioError('cliNotAssignment', { option, value: text });
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** Values of parameters as their descriptors ask for them. Throws the codes of `paramProblem` and `paramUnknown`, with `where`. */
export function assigned(specs: ParamSpecs, given: Iterable<readonly [string, string]>, where: string): ParamValues {
  return Object.fromEntries([...given].map(([name, text]) => [name, assignedValue(specs, name, text, where)]));
}

function assignedValue(specs: ParamSpecs, name: string, text: string, where: string): ParamValue {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (!spec) throw new StudioError('paramUnknown', { where, name, known: Object.keys(specs).join(', ') || '–' });
  const value = typed(spec, text);
  const problem = paramProblem(name, spec, value);
  if (problem) throw new StudioError(problem.code, { where, ...problem.detail });
  return value;
}

function typed(spec: ParamSpec, text: string): ParamValue {
  if (spec.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return spec.type === 'choice' || text === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** Finite numbers separated by commas, as many as `count`. Throws StudioError `cliNotNumbers`. */
export function numbers(option: string, text: string, count: number): readonly number[] {
  const parts = text.split(',').map((part) => part.trim());
  const values = parts.map(Number);
  if (values.length === count && parts.every((part) => part !== '') && values.every(Number.isFinite)) return values;
  throw new StudioError('cliNotNumbers', { option, value: text, wanted: count });
}
