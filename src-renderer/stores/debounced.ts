/** Work that waits for a pause: `schedule` starts the wait anew, `flush` does what waits now, `cancel` forgets it. */
export interface Debounced {
  schedule(): void;
  flush(): Promise<void>;
  cancel(): void;
}

/** Calls `work` once things have been quiet for `delayMs`. */
export function debounced(work: () => Promise<void>, delayMs: number): Debounced {
  let timer: ReturnType<typeof setTimeout> | null = null;
  const cancel = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const run = async () => {
    timer = null;
    await work();
  };
  return {
    schedule: () => {
      cancel();
      timer = setTimeout(() => void run(), delayMs);
    },
    flush: async () => {
      if (timer === null) return;
      cancel();
      await run();
    },
    cancel,
  };
}
