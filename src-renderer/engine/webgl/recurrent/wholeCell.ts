/**
 * A recurrent cell of which a step is one program there and one back (`wholeCellCode.ts` writes both around it). Its code works on texels, two rows by
 * two units; what it names are vec4 of its own place, and textures that keep them for all steps.
 */
export interface WholeCell {
  readonly name: string;
  /** Pieces of z = x W + b and of h U, side by side. */
  readonly gates: number;
  /** True where h U has a bias of its own. */
  readonly hasRecurrentBias: boolean;
  /** What a step forward leaves behind; `h` is its output. */
  readonly made: readonly string[];
  /** Those of `made` whose value before the step it reads, as `<name>Before`. */
  readonly carried: readonly string[];
  /** Those of `made` that the way back reads again. */
  readonly kept: readonly string[];
  /** Parts of the state beside `h`: their gradients, `d<name>`, go from step to step. */
  readonly inner: readonly string[];
  /** Gradients, named by the way back, of the pieces of z and of those of h U. */
  readonly ofZ: readonly string[];
  readonly ofSums: readonly string[];
  /** From `x0`, `x1`, … (pieces of z), `s0`, `s1`, … (pieces of h U) and what is carried to all of `made`. */
  readonly forward: string;
  /**
   * From `dh`, the gradients of `inner`, what is `kept` and carried to the gradients `ofZ` and `ofSums`, `dhBefore` (what h takes part in beside h U)
   * and `d<name>Before` of `inner`.
   */
  readonly backward: string;
}

/** Everything a step back writes. */
export function gradientNames({ inner, ofZ, ofSums }: WholeCell): string[] {
  return ['dhBefore', ...inner.map((name) => `d${name}Before`), ...new Set([...ofZ, ...ofSums])];
}
