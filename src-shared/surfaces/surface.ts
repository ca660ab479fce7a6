import type { ParamSpecs, ValuesOf } from '../domain/params.ts';

/** fxx, fxy, fyy. */
export type Second = readonly [number, number, number];
export type Pair = readonly [number, number];

/** A loss function of two numbers (or one: then y is ignored and stays 0) on which optimizers race. All in doubles, derivatives exact. */
export interface Surface<P extends ParamSpecs = ParamSpecs> {
  readonly id: string;
  readonly dimensions: 1 | 2;
  readonly params: P;
  /** The formula as TeX, for reading and copying. */
  readonly tex: string;
  /** What a map shows at first. */
  readonly view: { readonly x: Pair; readonly y: Pair };
  readonly start: Pair;
  /** Known minima of the default parameters, for the plus signs on the map. */
  readonly minima: readonly Pair[];
  value(x: number, y: number, params: ValuesOf<P>): number;
  gradient(x: number, y: number, params: ValuesOf<P>): Pair;
  hessian(x: number, y: number, params: ValuesOf<P>): Second;
}

export function defineSurface<const P extends ParamSpecs>(surface: Surface<P>): Surface<P> {
  return surface;
}
