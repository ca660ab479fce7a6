import * as v from 'valibot';

/** Largest side of a stored picture, in pixels. */
export const MAX_PICTURE_SIDE = 512;
/** How a picture of another shape gets the size of the set: whole with bars, filled and cut, or distorted. */
export const pictureFits = ['fit', 'crop', 'stretch'] as const;
export const pictureColours = ['grey', 'rgb'] as const;

export type PictureFit = (typeof pictureFits)[number];
export type PictureColour = (typeof pictureColours)[number];

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PICTURE_SIDE));

/** What a reader says about pictures in place of a guess; whatever is absent is guessed. */
export const pictureOptionsSchema = v.strictObject({
  height: v.exactOptional(side),
  width: v.exactOptional(side),
  fit: v.exactOptional(v.picklist(pictureFits)),
  colour: v.exactOptional(v.picklist(pictureColours)),
});

export type PictureOptions = v.InferOutput<typeof pictureOptionsSchema>;
