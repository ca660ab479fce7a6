import { mentions } from '#shared/algebra/evaluate.ts';
import type { Expression } from '#shared/algebra/expression.ts';
import { normSymbol, type NormalForm } from './normalForm.ts';
import { vectorLoop, type Output, type VectorLoop } from './vectorLoop.ts';

/** The loops one update takes: first those for norms, inner ones before those that need them, then the one that writes. */
export interface Passes {
  readonly norms: readonly { readonly loop: VectorLoop; readonly symbols: readonly string[] }[];
  readonly write: VectorLoop;
}

/** A value and where it goes: a tensor. */
export interface Target {
  readonly store: string;
  readonly value: Expression;
}

/**
 * Plans the loops for these new values (in normal form). Loop names begin with `name`. `measured`: values whose squares the writing loop adds
 * up on its way, over what it has in registers anyhow.
 */
export function passesOf(
  name: string,
  targets: readonly Target[],
  { norms }: NormalForm,
  tensors: ReadonlySet<string>,
  measured: readonly Expression[] = [],
): Passes {
  const isTensor = (node: Expression): boolean => mentions(node, tensors);
  const levels = normLevels(
    targets.map(({ value }) => value),
    norms,
  );
  return {
    norms: levels.map((numbers, level) => ({
      symbols: numbers.map(normSymbol),
      loop: vectorLoop(
        `${name}Norms${level}`,
        numbers.map((index): Output => ({ value: norms[index]!, sumSquares: true })),
        isTensor,
      ),
    })),
    write: vectorLoop(name, [...targets, ...measured.map((value): Output => ({ value, sumSquares: true }))], isTensor),
  };
}

/** The norms these values need, by number: first those without norms inside, then those over the first ones, and so on. */
function normLevels(values: readonly Expression[], norms: readonly Expression[]): number[][] {
  const neededBy = (nodes: readonly Expression[]): number[] =>
    norms.flatMap((_, index) => (nodes.some((node) => mentions(node, new Set([normSymbol(index)]))) ? [index] : []));
  const depth = (index: number): number => 1 + Math.max(-1, ...neededBy([norms[index]!]).map(depth));
  const levels: number[][] = [];
  const visit = (index: number): void => {
    const level = (levels[depth(index)] ??= []);
    if (level.includes(index)) return;
    neededBy([norms[index]!]).forEach(visit);
    level.push(index);
  };
  neededBy(values).forEach(visit);
  return levels;
}
