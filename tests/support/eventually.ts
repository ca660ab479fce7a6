import { vi } from 'vitest';

/** Waits until the check holds, as long as a busy machine may need; what it returns. Fails with the check's own words. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 20_000, interval: 20 });
}
