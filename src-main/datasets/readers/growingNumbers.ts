/** A list of numbers that grows without boxes or a known end. */
export interface GrowingNumbers {
  push(value: number): void;
  /** What is there so far; shares the memory. */
  values(): Float64Array;
}

/** An empty list. */
export function growingNumbers(): GrowingNumbers {
  let values = new Float64Array(1 << 12);
  let used = 0;
  return {
    push: (value) => {
      if (used === values.length) {
        const larger = new Float64Array(2 * used);
        larger.set(values);
        values = larger;
      }
      values[used++] = value;
    },
    values: () => values.subarray(0, used),
  };
}
