import type { BenchModelId } from '#shared/bench/models.ts';
import { contendersOf, type Participant } from '#shared/bench/participants.ts';
import type { BenchRow } from '#shared/bench/ratios.ts';
import type { Timed } from './timed.ts';

/** An update that takes longer is slow: two to warm up and three blocks of one are enough. */
const SLOW_MS = 1000;
const WARM_UPDATES = 30;
const BLOCKS = 5;
const SLOW_BLOCKS = 3;
/** A block is long enough for the clock, and short enough that the machine is the same for all. */
const BLOCK_MS = 400;

export interface Racer {
  readonly what: Participant;
  readonly timed: Timed;
}

interface Warm extends Racer {
  readonly updates: number;
  readonly isSlow: boolean;
  readonly blocksMs: number[];
}

/**
 * Times all racers of one model in turns, block by block, so that a machine that slows down slows all of them. Warm-up is dropped: 30 updates,
 * two where one takes over a second. Every value is milliseconds for one update of one contender.
 */
export async function measure(
  model: BenchModelId,
  racers: readonly Racer[],
  onBlock: (what: Participant, done: number, of: number) => void,
): Promise<BenchRow[]> {
  const warm: Warm[] = [];
  for (const racer of racers) warm.push(await warmUp(racer));
  for (let block = 0; block < BLOCKS; block++)
    for (const racer of warm.filter(({ isSlow }) => !isSlow || block < SLOW_BLOCKS)) {
      onBlock(racer.what, block + 1, racer.isSlow ? SLOW_BLOCKS : BLOCKS);
      const ms = await racer.timed.train(racer.updates);
      racer.blocksMs.push(ms / racer.updates / contendersOf(racer.what));
    }
  return warm.map(({ what, blocksMs }) => ({
    model,
    what,
    msPerUpdate: median(blocksMs),
    min: Math.min(...blocksMs),
    max: Math.max(...blocksMs),
  }));
}

async function warmUp(racer: Racer): Promise<Warm> {
  const contenders = contendersOf(racer.what);
  await racer.timed.train(1);
  const first = await racer.timed.train(1);
  if (first / contenders > SLOW_MS) return { ...racer, updates: 1, isSlow: true, blocksMs: [] };
  const ms = (await racer.timed.train(WARM_UPDATES - 2)) / (WARM_UPDATES - 2);
  return { ...racer, updates: Math.max(1, Math.round(BLOCK_MS / ms)), isSlow: false, blocksMs: [] };
}

/** The middle value; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
