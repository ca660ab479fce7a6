import type { TableOptions } from './tableOptions.ts';

/** Options to change; undefined goes back to the guess. */
export type OptionsPatch = { readonly [K in keyof TableOptions]?: TableOptions[K] | undefined };

/** Options with a change; what is undefined is left to the guess. */
export function withOptions(options: TableOptions, patch: OptionsPatch): TableOptions {
  return Object.fromEntries(Object.entries({ ...options, ...patch }).filter(([, value]) => value !== undefined));
}

const dividing: readonly (keyof TableOptions)[] = ['delimiter', 'quote', 'encoding', 'header'];

/** True where a change may give the columns other names or numbers. */
export function columnsMayChange(patch: OptionsPatch): boolean {
  return dividing.some((field) => field in patch);
}
