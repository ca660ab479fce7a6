/** Something wrong with what the user gave, and where. `code` is a key under `problems.` in the locale files. */
export interface Problem {
  readonly code: string;
  /** File, column, line, layer … in words a reader finds again. */
  readonly where: string;
  readonly detail: Readonly<Record<string, string | number>>;
}
