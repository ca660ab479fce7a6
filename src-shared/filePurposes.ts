/** What a reader is asked for: each has its dialog, and its folder where it was last found. */
export const filePurposes = ['data', 'folder', 'experiment', 'layers', 'model'] as const;
export type FilePurpose = (typeof filePurposes)[number];
