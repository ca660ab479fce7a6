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
