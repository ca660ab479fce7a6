import type { Guess } from '#shared/domain/dataset.ts';
import type { PictureOptions } from '#shared/domain/pictureOptions.ts';
import type { PictureFacts, PictureForm } from './pictureDecode.ts';

/** Pictures of one size keep it up to this side; what is larger trains slowly and says little more. */
const LARGEST_KEPT = 128;
/** The side of a set whose pictures have many sizes. */
const USUAL_SIDE = 64;

export interface FormGuess {
  readonly form: PictureForm;
  readonly guesses: readonly Guess[];
}

/** The form of a set by what its pictures look like and what the reader says in place of guesses. */
export function guessForm(facts: readonly PictureFacts[], options: PictureOptions = {}): FormGuess {
  const size = guessSize(facts);
  const isGrey = facts.every((picture) => picture.isGrey);
  const height = options.height ?? options.width ?? size.height;
  const width = options.width ?? options.height ?? size.width;
  const colour = options.colour ?? (isGrey ? 'grey' : 'rgb');
  const fit = options.fit ?? 'fit';
  const isSizeGiven = options.height !== undefined || options.width !== undefined;
  return {
    form: { height, width, channels: colour === 'grey' ? 1 : 3, fit },
    guesses: [
      guess('pictureSize', `${width}x${height}`, isSizeGiven ? 'given' : size.code),
      guess('pictureFit', fit, options.fit ? 'given' : 'pictureFitWhole'),
      guess('pictureColour', colour, options.colour ? 'given' : isGrey ? 'pictureColourGrey' : 'pictureColourRgb'),
    ],
  };
}

function guess(field: Guess['field'], value: string, code: string): Guess {
  return {
    field,
    where: '',
    value,
    code,
    detail: { value: field === 'pictureSize' ? value.replace('x', ' × ') : value },
  };
}

function guessSize(facts: readonly PictureFacts[]) {
  const [first] = facts;
  if (!first) return { height: USUAL_SIDE, width: USUAL_SIDE, code: 'pictureSizeMixed' };
  const { height, width } = first;
  if (!facts.every((picture) => picture.height === height && picture.width === width))
    return { height: USUAL_SIDE, width: USUAL_SIDE, code: 'pictureSizeMixed' };
  const shrink = Math.min(1, LARGEST_KEPT / Math.max(height, width));
  const scaled = (side: number): number => Math.max(1, Math.round(side * shrink));
  return { height: scaled(height), width: scaled(width), code: shrink < 1 ? 'pictureSizeLarge' : 'pictureSizeSame' };
}
