import type { LayerRow } from '#shared/domain/modelCheck.ts';
import { withDefaults } from '#shared/domain/params.ts';
import { columns } from '#shared/layers/columns.ts';
import { embedding } from '#shared/layers/embedding.ts';
import { StudioError } from '#shared/result.ts';

/** The trouble of a token id that no row of an embedding belongs to. */
export function tokenOutOfRange(value: number, vocabulary: number): StudioError {
  return new StudioError('tokenOutOfRange', { value, last: vocabulary - 1 });
}

/** Throws `tokenOutOfRange` for the first value that is no whole number from 0 to vocabulary − 1. */
export function checkTokens(values: Float32Array, vocabulary: number): void {
  const wrong = values.find((value) => !(value >= 0 && value < vocabulary && Number.isInteger(value)));
  if (wrong !== undefined) throw tokenOutOfRange(wrong, vocabulary);
}

/** Columns of a sample, from 0, that an embedding behind `columns` reads as ids below `vocabulary`. */
export interface CodeRange {
  readonly from: number;
  readonly to: number;
  readonly vocabulary: number;
}

/** Throws `tokenOutOfRange` for the first code that an embedding behind `columns` has no row for. */
export function checkCodes(values: Float32Array, sampleSize: number, ranges: readonly CodeRange[]): void {
  for (const { from, to, vocabulary } of ranges)
    for (let at = 0; at < values.length; at += sampleSize) checkTokens(values.subarray(at + from, at + to), vocabulary);
}

/** What the embeddings behind `columns` of a checked model read. */
export function codeRanges(rows: readonly LayerRow[]): readonly CodeRange[] {
  return rows.flatMap(({ node, sources: [source = -1] }) => {
    const read = rows[source]?.node;
    if (node.kind !== embedding.kind || read?.kind !== columns.kind) return [];
    const { from, to } = withDefaults(columns.params, read.params);
    return [{ from: from - 1, to, vocabulary: withDefaults(embedding.params, node.params).inputDim }];
  });
}
