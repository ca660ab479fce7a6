import { describe, expect, it } from 'vitest';
import type { RunRecord } from '#shared/domain/run.ts';
import { backendToGoOn } from '#renderer/training/backendToGoOn.ts';

const run = (id: string, backend: string | null): RunRecord => ({ id, backend }) as RunRecord;
const going = (...runs: RunRecord[]) => ({
  runs,
  resumed: runs.filter(({ id }) => id !== 'ended').map(({ id }) => ({ run: id, checkpoint: null })),
});

describe('what runs go on with', () => {
  it.each(['wasm', 'wasm-fast', 'webgl', 'cpu'] as const)('automatic: %s where that computed before', (backend) => {
    expect(backendToGoOn(going(run('a', null), run('b', backend)), 'auto')).toBe(backend);
  });

  it('what is asked for overrules, and only runs that go on count', () => {
    expect(backendToGoOn(going(run('a', 'wasm-fast')), 'wasm')).toBe('wasm');
    expect(backendToGoOn(going(run('ended', 'webgl'), run('a', 'wasm-fast')), 'auto')).toBe('wasm-fast');
    expect(backendToGoOn(going(run('a', null)), 'auto')).toBe('auto');
    expect(backendToGoOn(going(run('a', 'of another time')), 'auto')).toBe('auto');
  });
});
