import type { RunStatus } from '#shared/domain/run.ts';

export type StatusTone = 'good' | 'warn' | 'bad' | 'accent' | 'muted';

/** Icon and tone of a run's status; the word stands under `status.<status>` in the locale files. */
export const statusLooks = {
  waiting: { icon: 'clock', tone: 'muted' },
  running: { icon: 'play', tone: 'accent' },
  paused: { icon: 'pause', tone: 'accent' },
  finished: { icon: 'check', tone: 'good' },
  stopped: { icon: 'stop', tone: 'muted' },
  diverged: { icon: 'diverged', tone: 'bad' },
  failed: { icon: 'error', tone: 'bad' },
  interrupted: { icon: 'warn', tone: 'warn' },
} as const satisfies Record<RunStatus, { icon: string; tone: StatusTone }>;
