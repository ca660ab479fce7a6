/** Notices when the page that trained is gone: closed, reloaded, crashed. Training lives in the page, so its runs have ended then. */
export interface PageWatch {
  opened(page: string): void;
  closed(page: string): void;
  close(): void;
}

export interface PageWatchOptions {
  /** How long a page may be away before it counts as gone. */
  readonly graceMs: number;
  /** Runs that some page trains now. */
  readonly unfinishedRuns: () => readonly string[];
  readonly interrupt: (runs: readonly string[]) => void;
}

/**
 * Runs are not marked with their page; those unfinished when the last page leaves are taken for lost unless that very page comes
 * back. While another page stays open nothing is decided: the runs may be its own.
 */
export function createPageWatch({ graceMs, unfinishedRuns, interrupt }: PageWatchOptions): PageWatch {
  const open = new Map<string, number>();
  const leaving = new Map<string, NodeJS.Timeout>();
  let isClosed = false;

  return {
    opened(page) {
      clearTimeout(leaving.get(page));
      leaving.delete(page);
      open.set(page, (open.get(page) ?? 0) + 1);
    },
    closed(page) {
      const left = (open.get(page) ?? 1) - 1;
      if (left > 0) open.set(page, left);
      else open.delete(page);
      if (open.size > 0 || isClosed) return;
      const runs = unfinishedRuns();
      if (runs.length === 0) return;
      const gone = setTimeout(() => {
        leaving.delete(page);
        interrupt(runs);
      }, graceMs);
      leaving.set(page, gone.unref());
    },
    close() {
      isClosed = true;
      for (const timer of leaving.values()) clearTimeout(timer);
      leaving.clear();
    },
  };
}
