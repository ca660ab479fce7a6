import { chainMasks, type MaskStream } from '#shared/random/maskChain.ts';

/** The chained hash of the dropout masks of one seed, update by update, until it is told. */
export class MaskChain {
  /** After the last update: '' where nothing was ever dropped, undefined where the beginning is not known (an old checkpoint). */
  last: string | undefined;
  private hashes: (string | undefined)[] = [];
  private fromStep: number;

  /** Goes on after update `step` with the hash it had there. */
  constructor(step: number, last: string | undefined) {
    this.fromStep = step + 1;
    this.last = last;
  }

  /** One more update with masks made of these streams. */
  add(update: number, streams: readonly MaskStream[]): void {
    if (this.last !== undefined) this.last = chainMasks(this.last, streams);
    if (this.hashes.length === 0) this.fromStep = update;
    this.hashes.push(this.last);
  }

  /** The hash after this update; '' or undefined where there is none to tell, or it was forgotten. */
  at(update: number): string | undefined {
    return this.hashes[update - this.fromStep];
  }

  /** Everything so far was told. */
  forget(): void {
    this.hashes = [];
  }
}
