/**
 * What a person may train on: `auto` measures; `wasm` is our CPU engine, with the same bits on every machine; `wasm-fast` the same with fused
 * multiply-add, whose bits are the machine's own; `webgl` TF.js on the graphics card; `cpu` TF.js's plain backend, a cross-check.
 */
export const backendChoices = ['auto', 'wasm', 'wasm-fast', 'webgl', 'cpu'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/** Those offered on the screen. */
export const engineChoices = ['auto', 'wasm', 'wasm-fast', 'webgl'] as const;
export type EngineChoice = (typeof engineChoices)[number];

/** The two builds of our CPU engine. */
export type CpuEngine = 'wasm' | 'wasm-fast';

/** True for either build of our CPU engine. */
export function isCpuEngine(backend: string): backend is CpuEngine {
  return backend === 'wasm' || backend === 'wasm-fast';
}
