import type { PreviewPicture } from '#shared/domain/dataset.ts';
import type { Collection } from '../collections/entry.ts';
import type { ClassedEntry } from './classFolders.ts';
import { decodePicture, pictureFacts, type PictureForm } from './pictureDecode.ts';

/** As many pictures are shown at most, and fewer where they are large: the answer is one message. */
const SHOWN = 12;
const SHOWN_BYTES = 1 << 20;

/** Pictures of as many classes as there are places, in the form of the set; one that cannot be read is left out. */
export async function previewOf(
  collection: Collection,
  entries: readonly ClassedEntry[],
  form: PictureForm,
  nameOf: (classIndex: number) => string,
): Promise<PreviewPicture[]> {
  const bytes = form.height * form.width * form.channels;
  const chosen = spreadOverClasses(entries, Math.max(2, Math.min(SHOWN, Math.floor(SHOWN_BYTES / bytes))));
  const shown: PreviewPicture[] = [];
  for await (const { entry, content } of collection.contents(({ path }) => chosen.has(path))) {
    const [facts, pixels] = await Promise.all([pictureFacts(content), decodePicture(content, form)]);
    const { classIndex } = chosen.get(entry.path)!;
    if (facts && pixels)
      shown.push({
        className: nameOf(classIndex),
        height: facts.height,
        width: facts.width,
        pixels: pixels.toString('base64'),
      });
  }
  return shown;
}

/** The first of every class, then the second, until there are enough. */
function spreadOverClasses(entries: readonly ClassedEntry[], count: number): Map<string, ClassedEntry> {
  const seen = new Map<number, number>();
  const ranked = entries.map((entry) => {
    const rank = seen.get(entry.classIndex) ?? 0;
    seen.set(entry.classIndex, rank + 1);
    return { entry, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.entry.classIndex - b.entry.classIndex);
  return new Map(ranked.slice(0, count).map(({ entry }) => [entry.path, entry]));
}
