/** Starts work for a key unless it is running already; everybody who asks meanwhile gets the same promise. */
export function singleFlight<T>(): (key: string, start: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (key, start) => {
    const current = running.get(key);
    if (current) return current;
    const promise = start().finally(() => running.delete(key));
    running.set(key, promise);
    return promise;
  };
}

/** Runs what it is given one after another, whatever fails. */
export function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
