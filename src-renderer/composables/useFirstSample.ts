import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { readPrefix } from '../components/data/bytes.ts';
import { pictureOf } from '../components/data/drawPictures.ts';
import { firstTexts } from '../components/data/textSample.ts';

const TEXT_BYTES = 2000;

/** What flows into the model, by example: a picture, or the beginning of a text. */
export type FirstSample =
  { readonly kind: 'image'; readonly picture: ImageData } | { readonly kind: 'text'; readonly text: string };

/** The first sample of a set of pictures or texts; null for numbers, which say little, and until it is read. */
export function useFirstSample(dataset: Readonly<Ref<DatasetDescriptor | null>>): Readonly<Ref<FirstSample | null>> {
  const sample = shallowRef<FirstSample | null>(null);
  let running = new AbortController();

  async function read(descriptor: DatasetDescriptor | null): Promise<void> {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    sample.value = null;
    // Without an example the row still says what flows in.
    const found = descriptor && (await readSample(descriptor, signal).catch(() => null));
    if (!signal.aborted) sample.value = found;
  }
  watch(
    () => dataset.value?.id,
    () => void read(dataset.value),
    { immediate: true },
  );
  onScopeDispose(() => running.abort());
  return sample;
}

async function readSample({ id, kind, samples }: DatasetDescriptor, signal: AbortSignal): Promise<FirstSample | null> {
  if (kind === 'image') {
    const [, height = 1, width = 1, channels = 1] = samples.shape;
    const pixels = await readPrefix(id, 'samples', shapeSize(samples.shape.slice(1)), signal);
    return { kind, picture: pictureOf(pixels, 0, { height, width, channels }) };
  }
  if (kind !== 'text') return null;
  const [text = ''] = firstTexts(await readPrefix(id, 'samples', TEXT_BYTES, signal), 1);
  return { kind, text };
}
