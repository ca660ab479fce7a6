/** npm hands a Ctrl+C on to a process that the terminal has told already: two signals so close together are one. */
const SAME_PRESS_MS = 1000;

/** Ctrl+C (or SIGTERM, or a closed terminal) once asks to end the work properly, a second time ends this process at once. */
export function interruptible(): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let firstMs = Infinity;
  const interrupt = () => {
    if (controller.signal.aborted && performance.now() - firstMs > SAME_PRESS_MS) process.exit(1);
    firstMs = Math.min(firstMs, performance.now());
    controller.abort();
  };
  for (const name of names) process.on(name, interrupt);
  return { signal: controller.signal, end: () => names.forEach((name) => process.off(name, interrupt)) };
}
