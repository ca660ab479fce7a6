/** One comparison of a reference entry with ours. */
export interface Check {
  readonly id: string;
  readonly what: string;
  readonly deviation: number;
  readonly tolerance: number;
}

/** What `descent verify` gives. */
export interface VerifyReport {
  readonly file: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: readonly Check[];
  /** Entries of kinds this program does not know; they count as not passed. */
  readonly unsupported: readonly string[];
  /** On an engine in float32: cases that were run in float64 all the same. */
  readonly float64?: readonly string[];
}

/** What became of one entry. */
export interface EntryResult {
  readonly checks: readonly Check[];
  /** True where it was run in doubles although the backend is not. */
  readonly inFloat64: boolean;
}

/** Tables without a tolerance of their own are arithmetic of a few operations. */
export const TABLE_TOLERANCE = 1e-10;

/** Largest |ours − theirs| relative to max(1, |theirs|) over nested arrays of numbers; Infinity when the shapes differ. */
export function deviationOf(ours: unknown, theirs: unknown): number {
  if (Array.isArray(theirs) && Array.isArray(ours)) {
    if (ours.length !== theirs.length) return Infinity;
    return Math.max(0, ...theirs.map((value, i) => deviationOf(ours[i], value)));
  }
  if (typeof theirs === 'number' && typeof ours === 'number') {
    const distance = Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs));
    return Number.isNaN(distance) ? Infinity : distance;
  }
  return ours === theirs ? 0 : Infinity;
}

export function check(id: string, what: string, ours: unknown, theirs: unknown, tolerance = TABLE_TOLERANCE): Check {
  return { id, what, deviation: deviationOf(ours, theirs), tolerance };
}

export function passed({ deviation, tolerance }: Check): boolean {
  return deviation <= tolerance;
}

/** Counts entries, not single comparisons: an entry passes when all of its comparisons do. */
export function summarise(
  file: string,
  precision: 'float64' | 'float32',
  entries: readonly { readonly id: string; readonly result: EntryResult | null }[],
): VerifyReport {
  const failed = entries.flatMap(({ result }) => result?.checks.filter((check) => !passed(check)) ?? []);
  const unsupported = entries.flatMap(({ id, result }) => (result ? [] : [id]));
  const right = entries.filter(({ result }) => result?.checks.every(passed));
  const float64 = entries.flatMap(({ id, result }) => (result?.inFloat64 ? [id] : []));
  const report = { file, total: entries.length, passed: right.length, failed, unsupported };
  return precision === 'float64' ? report : { ...report, float64 };
}
