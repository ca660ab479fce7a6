import { watchDebounced } from '@vueuse/core';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { DataPlan } from '#shared/domain/experiment.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { histogramScaling, splitImages } from '#shared/preprocessing/images.ts';
import { prepareData, type PreparedData } from '#shared/preprocessing/preparedData.ts';
import type { Standardisation } from '#shared/preprocessing/scaling.ts';
import { splitTexts } from '#shared/preprocessing/text.ts';
import { toFailure, type ErrorDetail } from '#shared/result.ts';
import { readPieces, readPrefix } from '../components/data/bytes.ts';
import { firstTexts } from '../components/data/textSample.ts';
import { countByClass, pixelCounter, sampleByClass, type ClassSample } from '../components/data/pictureSample.ts';

export const PICTURES_PER_CLASS = 11;
const PREVIEW_ROWS = 200;
const PREVIEW_TEXTS = 50;
const TEXT_BYTES = 1 << 18;
const SETTLE_MS = 250;
/** Tables up to this size are read whole, so that scaling and class counts are those of the training part. */
const WHOLE_TABLE_BYTES = 24 * 2 ** 20;

export interface PicturePreview {
  readonly kind: 'image';
  readonly samples: readonly ClassSample[];
  /** The first pictures of the set, row-major. */
  readonly pixels: Uint8Array;
}

export interface FirstRows {
  readonly kind: 'table';
  /** The first rows, or all of them; row-major, one number per column, NaN is missing. */
  readonly cells: Float64Array;
  readonly rows: number;
  readonly prepared: PreparedData | null;
}

export interface TextPreview {
  readonly kind: 'text';
  readonly texts: readonly string[];
  /** Class index, or the number to predict, of each. */
  readonly answers: ArrayLike<number>;
}

type Preview = PicturePreview | FirstRows | TextPreview;

export interface Brightness {
  /** Training pixels by byte value. */
  readonly histogram: Float64Array;
  readonly scaling: Standardisation;
}

export interface DataPreview {
  readonly preview: Readonly<Ref<Preview | null>>;
  /** Rows of the training part by class, where it could be counted. */
  readonly trainCounts: Readonly<Ref<readonly number[] | null>>;
  readonly brightness: Readonly<Ref<Brightness | null>>;
  readonly error: Readonly<Ref<{ readonly code: string; readonly detail: ErrorDetail } | null>>;
  retry(): void;
}

/** Reads what the data page shows of a set: sample pictures or first rows, class counts, brightness; anew when set or split change. */
export function useDataPreview(dataset: Ref<DatasetDescriptor | null>, plan: Ref<DataPlan>): DataPreview {
  const preview = shallowRef<Preview | null>(null);
  const trainCounts = shallowRef<readonly number[] | null>(null);
  const brightness = shallowRef<Brightness | null>(null);
  const error = shallowRef<{ code: string; detail: ErrorDetail } | null>(null);
  let running = new AbortController();

  async function read(): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    error.value = null;
    brightness.value = null;
    if (!dataset.value) return clear();
    try {
      if (dataset.value.kind === 'image') await readPictures(dataset.value, plan.value, signal);
      else if (dataset.value.kind === 'text') await readTexts(dataset.value, plan.value, signal);
      else await readTable(dataset.value, plan.value, signal);
    } catch (cause) {
      const failure = toFailure(cause);
      if (!signal.aborted && !failure.ok) error.value = failure;
    }
  }

  async function readPictures(descriptor: DatasetDescriptor, current: DataPlan, signal: AbortSignal): Promise<void> {
    const [samples = 0, ...shape] = descriptor.samples.shape;
    const classes = descriptor.classes?.length ?? 0;
    const labels = await readPrefix(descriptor.id, 'targets', samples, signal);
    const { train } = splitImages(descriptor, current, labels);
    const chosen = sampleByClass(train, labels, classes, PICTURES_PER_CLASS);
    const last = Math.max(-1, ...chosen.flatMap(({ rows }) => rows));
    const pixels = await readPrefix(descriptor.id, 'samples', (last + 1) * shapeSize(shape), signal);
    if (signal.aborted) return;
    preview.value = { kind: 'image', samples: chosen, pixels };
    trainCounts.value = countByClass(train, labels, classes);
    const counter = pixelCounter(train, samples, shapeSize(shape));
    await readPieces(descriptor.id, 'samples', signal, counter.take);
    brightness.value = { histogram: counter.histogram, scaling: histogramScaling(counter.histogram) };
  }

  async function readTexts(descriptor: DatasetDescriptor, current: DataPlan, signal: AbortSignal): Promise<void> {
    const [samples = 0] = descriptor.samples.shape;
    const isNumber = descriptor.targets?.dtype === 'float64';
    const bytes = await readPrefix(descriptor.id, 'targets', samples * (isNumber ? 8 : 1), signal);
    const answers = isNumber ? new Float64Array(bytes.buffer) : bytes;
    const wanted = Math.min(TEXT_BYTES, descriptor.samples.bytes ?? TEXT_BYTES);
    const texts = firstTexts(await readPrefix(descriptor.id, 'samples', wanted, signal), PREVIEW_TEXTS);
    if (signal.aborted) return;
    preview.value = { kind: 'text', texts, answers };
    const { train } = splitTexts(descriptor, current, answers);
    trainCounts.value = isNumber ? null : countByClass(train, answers, descriptor.classes?.length ?? 0);
  }

  async function readTable(descriptor: DatasetDescriptor, current: DataPlan, signal: AbortSignal): Promise<void> {
    const [rows = 0, columns = 0] = descriptor.samples.shape;
    const isWhole = rows * columns * 8 <= WHOLE_TABLE_BYTES;
    const wanted = isWhole ? rows : Math.min(rows, PREVIEW_ROWS);
    const bytes = await readPrefix(descriptor.id, 'samples', wanted * columns * 8, signal);
    if (signal.aborted) return;
    const prepared = isWhole ? prepareData(descriptor, current, { samples: bytes.buffer, targets: null }) : null;
    preview.value = { kind: 'table', cells: new Float64Array(bytes.buffer), rows: wanted, prepared };
    trainCounts.value = prepared && classCounts(prepared);
  }

  function clear(): void {
    preview.value = null;
    trainCounts.value = null;
  }

  watch(() => dataset.value?.id, clear);
  watch(dataset, () => void read(), { immediate: true });
  // A slider changes the plan many times a second; the last value counts.
  watchDebounced(
    () => JSON.stringify(plan.value),
    () => void read(),
    { debounce: SETTLE_MS },
  );
  onScopeDispose(() => running.abort());
  return { preview, trainCounts, brightness, error, retry: () => void read() };
}

function classCounts({ shape, split, gatherTargets }: PreparedData): number[] | null {
  if (!shape.classNames) return null;
  const labels = new Float32Array(split.train.length);
  gatherTargets(split.train, labels);
  return countByClass(
    split.train.map((_, at) => at),
    labels,
    shape.classNames.length,
  );
}
