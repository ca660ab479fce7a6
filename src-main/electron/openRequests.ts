/** A request to open a file that nobody took by then is forgotten, so that it cannot answer a later question. */
const patienceMs = 30_000;

/** An experiment file that the system asked to open (double click, second start, dock). */
export interface OpenRequests {
  /** Keeps the path and lets the page know by the command `experiment.open`. */
  request(path: string): void;
  /** The kept path, once; the page's question for a file takes it instead of a dialog. */
  take(): string | null;
}

/** Requests wait here until the page asks for an experiment file: the page never sees the path. */
export function createOpenRequests(announce: () => void, now: () => number = Date.now): OpenRequests {
  let waiting: { path: string; sinceMs: number } | null = null;
  return {
    request(path) {
      waiting = { path, sinceMs: now() };
      announce();
    },
    take() {
      const taken = waiting;
      waiting = null;
      return taken && now() - taken.sinceMs <= patienceMs ? taken.path : null;
    },
  };
}
