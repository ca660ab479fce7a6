/** Values that fill the gaps of an error sentence in the locale files. */
export type ErrorDetail = Readonly<Record<string, string | number>>;

/** What crosses the border between main and renderer: a value, or a code with its values. `code` is a key under `errors.` in the locale files. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly detail: ErrorDetail };

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(code: string, detail: ErrorDetail = {}): Result<never> {
  return { ok: false, code, detail };
}

/** The one error class for expected trouble: bad input, a missing file, a cancelled job. Everything else is a defect. */
export class StudioError extends Error {
  readonly code: string;
  readonly detail: ErrorDetail;

  constructor(code: string, detail: ErrorDetail = {}) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.name = 'StudioError';
    this.code = code;
    this.detail = detail;
  }
}

/** Turns anything thrown into a failed Result; a defect keeps its message under the code `unexpected`. */
export function toFailure(error: unknown): Result<never> {
  if (error instanceof StudioError) return fail(error.code, error.detail);
  return fail('unexpected', { message: error instanceof Error ? error.message : String(error) });
}

/** The value of a Result, or its failure thrown as StudioError. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new StudioError(result.code, result.detail);
}
