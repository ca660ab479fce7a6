import type { Check, EntryResult } from './report.ts';

/** A parsed reference file. */
export type Content = Readonly<Record<string, unknown>>;

/** One entry of a file, ready to be checked. */
export interface Job {
  readonly id: string;
  /** Null where the entry is of a kind that is not known. */
  run(): Promise<EntryResult | null>;
}

/** The result of an entry, or null where there are no checks. */
export function entryResult(checks: readonly Check[] | null, inFloat64 = false): EntryResult | null {
  return checks && { checks, inFloat64 };
}
