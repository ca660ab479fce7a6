/**
 * What a person may train on: `auto` measures; `wasm` is our CPU engine; `webgl` TF.js on the graphics card; `cpu` TF.js's plain backend, a
 * cross-check.
 */
export const backendChoices = ['auto', 'wasm', 'webgl', 'cpu'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** Those offered on the screen. */
export const engineChoices = ['auto', 'wasm', 'webgl'] as const;
export type EngineChoice = (typeof engineChoices)[number];
