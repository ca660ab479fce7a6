/** Middle of a row, in pixels from the top of the stack; the data lie above it. */
export interface RowPlace {
  readonly top: number;
  readonly height: number;
}

/** An arc beside the stack, from the layer that is read to the one that reads it. */
export interface Arc {
  readonly key: string;
  readonly path: string;
}

/** Right edge of the arcs, where the rows begin. */
const EDGE = 26;
const DATA_TOP = -24;

/** Arcs for everything a row reads that is not the row before it. `placeOf` is null for rows that are not shown. */
export function branchArcs(
  rows: readonly { readonly sources: readonly number[] }[],
  placeOf: (index: number) => RowPlace | null,
): readonly Arc[] {
  return rows.flatMap(({ sources }, at) => {
    const branches = sources.length > 1 ? sources : sources.filter((source) => source !== at - 1);
    return [...new Set(branches)].flatMap((source) => {
      const [from, to] = [source < 0 ? DATA_TOP : middle(placeOf(source), 0.68), middle(placeOf(at), 0.32)];
      if (from === null || to === null || from === to) return [];
      // Wide arcs reach further out, so that nested ones do not lie on each other.
      const reach = EDGE - Math.min(EDGE - 3, 8 + 4 * Math.sqrt(at - source));
      return [{ key: `${source} ${at}`, path: `M${EDGE} ${from}C${reach} ${from} ${reach} ${to} ${EDGE - 4} ${to}` }];
    });
  });
}

/** True where a model has anything to draw. */
export function hasBranches(rows: readonly { readonly sources: readonly number[] }[]): boolean {
  return rows.some(({ sources }, at) => sources.length > 1 || (sources.length === 1 && sources[0] !== at - 1));
}

function middle(place: RowPlace | null, share: number): number | null {
  return place ? Math.round(place.top + share * place.height) : null;
}
