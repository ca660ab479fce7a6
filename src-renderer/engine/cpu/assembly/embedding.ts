/* Embedding: rows of a table by number. Ids are float32, as all values of a batch. */
import { addValues, copyValues } from './memory';

/** y[i] = table[ids[i]]. Returns −1, or the place of the first id that is no whole number from 0 to vocabulary − 1; from there on y is untouched. */
export function embedding(ids: usize, table: usize, y: usize, count: i32, dim: i32, vocabulary: i32): i32 {
  const rowBytes = (<usize>dim) << 2;
  const limit = <f32>vocabulary;
  for (let place = 0; place < count; place++) {
    const id = load<f32>(ids + ((<usize>place) << 2));
    // Asked this way round, what is no number is refused too.
    if (!(id >= 0 && id < limit && floor<f32>(id) == id)) return place;
    copyValues(y, table + <usize>id * rowBytes, dim);
    y += rowBytes;
  }
  return -1;
}

/** dTable[id] = Σ dy over the places of the id, from the first on; 0 for an id that does not occur. The ids must be whole numbers in range. */
export function embeddingGradient(ids: usize, dy: usize, dTable: usize, count: i32, dim: i32, vocabulary: i32): void {
  const rowBytes = (<usize>dim) << 2;
  memory.fill(dTable, 0, <usize>vocabulary * rowBytes);
  for (let place = 0; place < count; place++) {
    addValues(dTable + <usize>load<f32>(ids + ((<usize>place) << 2)) * rowBytes, dy, dim);
    dy += rowBytes;
  }
}
