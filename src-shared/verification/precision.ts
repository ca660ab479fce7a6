import type { VerifyBackend } from './backend.ts';
import { TABLE_TOLERANCE } from './report.ts';

/** The part of the float32 rule that does not depend on the case. */
const FLOAT32_FLOOR = 1e-5;

/** From here on rounding alone leads elsewhere (sign rules): the reference compares such a case in float64 only. */
const LARGE_DEVIATION = 1e-3;

interface Compared {
  readonly tolerance: number;
  readonly float32_deviation: number | null;
}

/** What the reference's README allows an engine in float32: ten times the deviation of a plain float32 evaluation, and 1e-5. */
export function float32Tolerance(deviation: number): number {
  return 10 * deviation + FLOAT32_FLOOR;
}

/** How far this case may be off on this backend; null where it says nothing in float32 and must be compared in float64. */
export function caseTolerance({ precision }: VerifyBackend, testCase: Compared): number | null {
  if (precision === 'float64') return testCase.tolerance;
  const deviation = testCase.float32_deviation;
  return typeof deviation === 'number' && deviation < LARGE_DEVIATION ? float32Tolerance(deviation) : null;
}

/** Of a table's entry computed on this backend: a few operations without a deviation of their own. */
export function tableTolerance({ precision }: VerifyBackend): number {
  return precision === 'float64' ? TABLE_TOLERANCE : float32Tolerance(0);
}
