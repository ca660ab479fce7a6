const FIRST_ROOM = 256;

/**
 * One per-update series of a run, side by side in memory: entry i of `values` belongs to update i + 1, NaN where it is not finite or was not told.
 * Grows while training without a number being made an object; never reactive, never thinned.
 */
export class StepSeries {
  /** Updates known. */
  length = 0;
  private room = new Float64Array(FIRST_ROOM);

  /** What is known so far; a view that is out of date once there is more. */
  get values(): Float64Array<ArrayBuffer> {
    return this.room.subarray(0, this.length);
  }

  /** Puts values in from update `fromStep` (from 1) on; what was there is overwritten. */
  put(fromStep: number, values: ArrayLike<number | null>): void {
    const end = fromStep - 1 + values.length;
    if (end > this.room.length) this.grow(end);
    if (fromStep - 1 > this.length) this.room.fill(Number.NaN, this.length, fromStep - 1);
    if (values instanceof Float64Array) this.room.set(values, fromStep - 1);
    else for (let i = 0; i < values.length; i++) this.room[fromStep - 1 + i] = values[i] ?? Number.NaN;
    this.length = Math.max(this.length, end);
  }

  /** A copy of the first `step` updates. */
  upTo(step: number): StepSeries {
    const copy = new StepSeries();
    copy.put(1, this.values.subarray(0, step));
    return copy;
  }

  private grow(least: number): void {
    const larger = new Float64Array(Math.max(least, 2 * this.room.length));
    larger.set(this.values);
    this.room = larger;
  }
}
