/** Pictures of one class, by their row in the data set. */
export interface ClassSample {
  readonly index: number;
  readonly rows: readonly number[];
}

/** The first `perClass` rows of every class among these (ascending) rows. */
export function sampleByClass(rows: Uint32Array, labels: Uint8Array, classes: number, perClass: number): ClassSample[] {
  const found = Array.from({ length: classes }, () => [] as number[]);
  let missing = classes * perClass;
  for (const row of rows) {
    const into = found[labels[row] ?? classes];
    if (!into || into.length >= perClass) continue;
    into.push(row);
    missing -= 1;
    if (missing === 0) break;
  }
  return found.map((sample, index) => ({ index, rows: sample }));
}

/** How many of these rows belong to each class. */
export function countByClass(rows: Uint32Array, labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const row of rows) {
    const label = labels[row] ?? -1;
    if (label in counts) counts[label]! += 1;
  }
  return counts;
}

/** Counts bytes by value over the pictures of some rows, piece by piece as they arrive. */
export function pixelCounter(rows: Uint32Array, samples: number, sampleSize: number) {
  const isWanted = new Uint8Array(samples);
  for (const row of rows) isWanted[row] = 1;
  const histogram = new Float64Array(256);
  const take = (piece: Uint8Array, at: number): void => {
    let position = 0;
    while (position < piece.length) {
      const row = Math.floor((at + position) / sampleSize);
      const end = Math.min(piece.length, (row + 1) * sampleSize - at);
      if (isWanted[row]) for (let i = position; i < end; i++) histogram[piece[i]!]! += 1;
      position = end;
    }
  };
  return { histogram, take };
}
