/** What a person sees as smooth: 60 frames a second, nearly always. */
export const SMOOTH_MS = 20;

/** Milliseconds between animation frames over so long. A text, because Node's types know no page. */
function framesFor(ms: number): string {
  return `new Promise((resolve) => {
    const times = [];
    const untilMs = performance.now() + ${ms};
    const next = (nowMs) => {
      times.push(nowMs);
      if (nowMs < untilMs) requestAnimationFrame(next);
      else resolve(times.slice(1).map((time, i) => time - times[i]));
    };
    requestAnimationFrame(next);
  })`;
}

/** A page that runs scripts: Playwright's, or one it does not watch. */
export interface ScriptedPage {
  evaluate<T>(script: string): Promise<T>;
}

export interface FrameTimes {
  readonly frames: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/**
 * Reads the frames of a page that works, a window of time after another, until one is smooth: what else the machine does may spoil some, but
 * a page that holds itself up spoils every one. Gives the best. What would end by itself within a few windows is begun anew before each.
 */
export async function bestFrames(
  page: ScriptedPage,
  windowMs: number,
  windows: number,
  begin: () => Promise<void> = () => Promise.resolve(),
): Promise<FrameTimes> {
  let best: FrameTimes | null = null;
  for (let i = 0; i < windows && !(best && best.p95 < SMOOTH_MS); i++) {
    await begin();
    const times = timesOf(await page.evaluate<number[]>(framesFor(windowMs)));
    if (!best || times.p95 < best.p95) best = times;
  }
  return best!;
}

function timesOf(gapsMs: readonly number[]): FrameTimes {
  const sorted = [...gapsMs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { frames: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
