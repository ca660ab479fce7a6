import type { Studio } from '#shared/contract.ts';
import { unwrap } from '#shared/result.ts';
import { takeFollowed, type FollowedSeries, type RunCurves } from './comparison.ts';

/**
 * Lets these runs' curves follow other series than those they are made of, or none (no patterns). From now on they take what comes; what came
 * before is read from the host once `written` has resolved, because only then it is all there. Throws StudioError.
 */
export async function followSeries(
  host: Studio,
  curves: ReadonlyMap<string, RunCurves>,
  patterns: readonly string[],
  written: () => Promise<unknown>,
): Promise<void> {
  const started = [...curves].map(([run, own]) => ({ run, followed: follow(own, patterns) }));
  if (patterns.length === 0) return;
  await written();
  await Promise.all(started.map(({ run, followed }) => readBefore(host, run, followed)));
}

function follow(curves: RunCurves, patterns: readonly string[]): FollowedSeries {
  const followed: FollowedSeries = { patterns, byName: new Map(), isWhole: false };
  if (patterns.length === 0) delete curves.followed;
  else curves.followed = followed;
  return followed;
}

async function readBefore(host: Studio, run: string, followed: FollowedSeries): Promise<void> {
  const { steps } = unwrap(await host.call('runs.points', { run, series: [...followed.patterns] }));
  for (const { series, fromStep, values } of steps) takeFollowed(followed, series, fromStep, values);
  followed.isWhole = true;
}
