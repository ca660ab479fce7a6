import type { UpdatePoints } from '../executor.ts';

/** Numbers of one update before its measures: loss, score, rows. */
const FIRST = 3;

/** What consecutive updates leave to tell, in double precision, until it is wanted. */
export class UpdateList {
  private readonly width: number;
  private values: Float64Array;
  private count = 0;
  private fromStep = 0;

  /** `measures` numbers of every update follow its loss, score and rows. */
  constructor(measures: number) {
    this.width = FIRST + measures;
    this.values = new Float64Array(this.width * 64);
  }

  /** Adds the means of update `step`, which must follow the one before; the caller writes its measures to the array and place it gives. */
  add(step: number, loss: number, score: number, rows: number): { readonly values: Float64Array; readonly at: number } {
    if (this.count === 0) this.fromStep = step;
    const at = this.width * this.count++;
    if (at === this.values.length) this.grow();
    const { values } = this;
    values[at] = loss;
    values[at + 1] = score;
    values[at + 2] = rows;
    return { values, at: at + FIRST };
  }

  /** All since the last call; null when there is none. */
  flush(): UpdatePoints | null {
    const { count, fromStep, width } = this;
    if (count === 0) return null;
    const every = (place: number): number[] => this.column(place);
    const measures = Array.from({ length: width - FIRST }, (_, place) => every(FIRST + place));
    const points = { fromStep, losses: every(0), scores: every(1), rows: every(2), measures };
    this.count = 0;
    return points;
  }

  /** A plain loop: this runs for every measure of every update. */
  private column(place: number): number[] {
    const { count, width, values } = this;
    const column = new Array<number>(count);
    for (let i = 0, at = place; i < count; i++, at += width) column[i] = values[at]!;
    return column;
  }

  private grow(): void {
    const { values } = this;
    this.values = new Float64Array(2 * values.length);
    this.values.set(values);
  }
}
