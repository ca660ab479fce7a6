import type { ParamSpec, ParamSpecs, ParamValue } from '#shared/domain/params.ts';
import type { Say } from './sentences.ts';
import { textTable } from './table.ts';

export interface ParamOutput {
  readonly name: string;
  readonly default: ParamValue;
  readonly min: number | null;
  readonly max: number | null;
  readonly scale: 'linear' | 'log' | null;
  readonly choices: readonly (string | boolean)[] | null;
}

/** A parameter as `--json` prints it: a number has a range and a scale, anything else its choices. */
export function paramOutput(name: string, spec: ParamSpec): ParamOutput {
  if (spec.type === 'choice' || spec.type === 'boolean') {
    const choices = spec.type === 'choice' ? spec.choices : [false, true];
    return { name, default: spec.default, min: null, max: null, scale: null, choices };
  }
  const { default: value, min, max, scale } = spec;
  return { name, default: value, min, max, scale, choices: null };
}

/** A table of parameters: name, default, what is allowed. An end of a range that is itself refused has a round bracket. */
export function paramLines(say: Say, specs: ParamSpecs): string {
  const heading = [say('cli.columns.parameter'), say('cli.columns.default'), say('cli.columns.allowed')];
  return textTable(
    heading,
    Object.entries(specs).map(([name, spec]) => [name, String(spec.default), allowed(spec)]),
  );
}

function allowed(spec: ParamSpec): string {
  if (spec.type === 'choice') return spec.choices.join(', ');
  if (spec.type === 'boolean') return 'true, false';
  return `${spec.minExclusive ? '(' : '['}${spec.min}, ${spec.max}${spec.maxExclusive ? ')' : ']'}`;
}
