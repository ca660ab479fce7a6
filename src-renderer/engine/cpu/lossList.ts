import type { LossPoints } from '../executor.ts';

/** Numbers of one update: loss, score, rows. */
const WIDTH = 3;

/** Losses and scores of consecutive updates in double precision, until they are wanted. */
export class LossList {
  private values = new Float64Array(WIDTH * 64);
  private count = 0;
  private fromStep = 0;

  /** Adds the means of update `step`, which must follow the one before. */
  add(step: number, loss: number, score: number, rows: number): void {
    if (this.count === 0) this.fromStep = step;
    const at = WIDTH * this.count++;
    if (at === this.values.length) this.grow();
    this.values[at] = loss;
    this.values[at + 1] = score;
    this.values[at + 2] = rows;
  }

  /** All since the last call; null when there is none. */
  flush(): LossPoints | null {
    const { count, fromStep } = this;
    if (count === 0) return null;
    const every = (place: number): number[] => Array.from({ length: count }, (_, i) => this.values[WIDTH * i + place]!);
    this.count = 0;
    return { fromStep, losses: every(0), scores: every(1), rows: every(2) };
  }

  private grow(): void {
    const { values } = this;
    this.values = new Float64Array(2 * values.length);
    this.values.set(values);
  }
}
