import { describe, expect, it } from 'vitest';
import { afterFailure, residentShare, type Means } from '#renderer/training/afterFailure.ts';

const means = (changes: Partial<Means> = {}): Means => ({
  recoveries: 0,
  shortages: 0,
  workers: 1,
  fewestWorkers: 1,
  ...changes,
});

describe('what a training does after a failure', () => {
  it('halves the workers of the CPU engine until none can go, then gives up', () => {
    const cores: number[] = [];
    for (let workers = 11; ;) {
      const next = afterFailure('cpuMemory', means({ workers }));
      if (next.act !== 'shrink') break;
      workers = next.cores!;
      cores.push(workers);
    }
    expect(cores).toEqual([5, 2, 1]);
    expect(afterFailure('cpuMemory', means({ workers: 1 }))).toEqual({ act: 'giveUp' });
    // Each of three heats has a worker of its own.
    expect(afterFailure('cpuMemory', means({ workers: 3, fewestWorkers: 3 }))).toEqual({ act: 'giveUp' });
    expect(afterFailure('cpuMemory', means({ workers: 4, fewestWorkers: 3 }))).toEqual({ act: 'shrink', cores: 2 });
  });

  it('halves them however often it went on after other losses, and a worker that is full for itself is not helped', () => {
    expect(afterFailure('cpuMemory', means({ workers: 2, recoveries: 3 }))).toEqual({ act: 'shrink', cores: 1 });
    expect(afterFailure('cpuWorkerFull', means({ workers: 4 }))).toEqual({ act: 'giveUp' });
  });

  it('gives up half of the resident data, then all of it, then the graphics card', () => {
    const acts = [1, 2, 3, 4].map((shortages) => afterFailure('gpuMemory', means({ shortages })).act);
    expect(acts).toEqual(['shrink', 'shrink', 'toProcessor', 'toProcessor']);
    expect([0, 1, 2, 3].map(residentShare)).toEqual([1, 0.5, 0, 0]);
  });

  it('replaces what was lost three times, and never what a fresh worker cannot mend', () => {
    for (const code of ['contextLost', 'engineCrashed']) {
      const acts = [0, 1, 2, 3].map((recoveries) => afterFailure(code, means({ recoveries })).act);
      expect(acts).toEqual(['recover', 'recover', 'recover', 'giveUp']);
    }
    expect(afterFailure('tokenOutOfRange', means())).toEqual({ act: 'giveUp' });
  });
});
