import type { PreparedData } from '#shared/preprocessing/preparedData.ts';

/** The row number under which a sample that is in no data set is read. */
export const OWN_ROW = 0xffffffff;

/** A data set with one more row, whose sample is whatever was set last; it has no answer. */
export interface WithOwnSample extends PreparedData {
  setOwn(sample: Float32Array): void;
}

/** Adds the row `OWN_ROW`, so that an executor answers to it as to any other. */
export function withOwnSample(data: PreparedData): WithOwnSample {
  let own = new Float32Array(data.sampleSize);
  const isOwn = (rows: Uint32Array): boolean => rows.length === 1 && rows[0] === OWN_ROW;
  return {
    ...data,
    setOwn: (sample) => void (own = Float32Array.from(sample)),
    gather: (rows, out) => (isOwn(rows) ? out.set(own) : data.gather(rows, out)),
    gatherTargets: (rows, out) => (isOwn(rows) ? void out.fill(0) : data.gatherTargets(rows, out)),
  };
}
