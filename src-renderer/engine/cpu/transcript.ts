import type { Vector } from '#shared/solvers/vector.ts';

/** Thrown between two evaluations when the time is up; work must let it through. */
class Interrupted extends Error {}

/** Numbers remembered at most: 64 MB. Beyond them work is finished in one go. */
const MOST_KEPT = 8_000_000;

/**
 * Lets work that asks for many evaluations be left between two of them, and begun again later: what was answered before is answered from memory, so the
 * work, which must be a pure function of its answers, comes to where it was and ends with the same bits.
 */
export class Transcript {
  private answers: Vector[] = [];
  private kept = 0;
  private next = 0;
  private fresh = 0;
  private untilMs = Infinity;
  private isOpen = false;

  /** Does the work, or a part of it: null where the time was up, at least one evaluation later. */
  attempt<T>(work: () => T, untilMs: number): T | null {
    [this.isOpen, this.next, this.fresh, this.untilMs] = [true, 0, 0, untilMs];
    try {
      const done = work();
      this.forget();
      return done;
    } catch (error) {
      if (error instanceof Interrupted) return null;
      throw error;
    } finally {
      this.isOpen = false;
    }
  }

  /**
   * An evaluation, from memory where this attempt is not further than an earlier one. Outside of attempts it is computed. One that costs nothing
   * (`isKnown`) is not waited with: what it is known from would be forgotten by then.
   */
  answer(compute: () => Vector, isKnown = false): Vector {
    if (!this.isOpen) return compute();
    const known = this.answers[this.next];
    this.next += 1;
    if (known) return known;
    const isTime = this.fresh > 0 && this.kept <= MOST_KEPT && performance.now() >= this.untilMs;
    if (isTime && !isKnown) throw new Interrupted();
    const made = compute();
    this.answers.push(made);
    this.kept += made.length;
    if (!isKnown) this.fresh += 1;
    return made;
  }

  /** The next attempt begins from nothing. */
  forget(): void {
    [this.answers, this.kept] = [[], 0];
  }
}
