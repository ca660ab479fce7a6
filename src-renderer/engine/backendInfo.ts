/** What computes: TF.js on the graphics card, our own WebAssembly engine (its reproducible or its fast build), or TF.js's plain CPU backend (a cross-check, slow). */
export type BackendName = 'webgl' | 'wasm' | 'wasm-fast' | 'cpu';

/** Those that are TF.js's. */
export type TfjsBackend = 'webgl' | 'cpu';

/**
 * Why this backend: asked for; moved there in mid-training; no real graphics card; a layer only it has; too small for the card; measured faster;
 * solvers train on no other; the graphics card had too little memory.
 */
export type BackendWhy =
  'chosen' | 'moved' | 'noGraphicsCard' | 'onlyWebgl' | 'smallModel' | 'measured' | 'solvers' | 'cardTooSmall';

export interface BackendInfo {
  readonly backend: BackendName;
  /** WebGL renderer string; null on the CPU. */
  readonly renderer: string | null;
  /** Version of TF.js where it trains, else null. */
  readonly tfjs: string | null;
  readonly why: BackendWhy;
  /** Milliseconds per update of one contender, where both were measured. */
  readonly measuredMs?: { readonly wasm: number; readonly webgl: number };
}

/** True for WebGL drawn by the processor: the same results, a hundred times slower than the CPU engine. */
export function isSoftwareRenderer(renderer: string): boolean {
  return /swiftshader|llvmpipe|basic render|softwarerasterizer|software adapter/i.test(renderer);
}
