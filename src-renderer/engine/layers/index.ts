import { StudioError } from '#shared/result.ts';
import { batchNormalization } from './batchNormalization.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import type { Forward } from './forward.ts';
import { layerNormalization } from './layerNormalization.ts';
import { lstm } from './lstm.ts';
import { maxPooling2d } from './maxPooling2d.ts';

const forwards: Readonly<Record<string, Forward>> = {
  dense,
  conv2d,
  maxPooling2d,
  flatten,
  dropout,
  lstm,
  batchNormalization,
  layerNormalization,
};

/** The forward pass of a layer kind; throws `layerUnknown`. */
export function forwardOf(kind: string): Forward {
  const forward = Object.hasOwn(forwards, kind) ? forwards[kind] : undefined;
  if (!forward) throw new StudioError('layerUnknown', { value: kind, known: Object.keys(forwards).join(', ') });
  return forward;
}
