/** What the loopback host takes at most, in bytes and milliseconds. */
export interface LoopbackLimits {
  readonly callBytes: number;
  readonly uploadBytes: number;
  readonly weightsBytes: number;
  /** Until the headers of a request are there. */
  readonly headersMs: number;
  /** The longest silence within a body. */
  readonly bodyIdleMs: number;
  readonly callMs: number;
  /** The longest time for any whole request. */
  readonly requestMs: number;
  /** How often Node looks for connections that are over their time. */
  readonly checkEveryMs: number;
  readonly connections: number;
  /** How long a page may be away before its runs count as interrupted. */
  readonly pageGraceMs: number;
}

export const defaultLimits: LoopbackLimits = {
  callBytes: 32 * 1024 ** 2,
  uploadBytes: 8 * 1024 ** 3,
  weightsBytes: 2 * 1024 ** 3,
  headersMs: 10_000,
  bodyIdleMs: 20_000,
  callMs: 60_000,
  requestMs: 30 * 60_000,
  checkEveryMs: 2000,
  connections: 256,
  pageGraceMs: 5000,
};
