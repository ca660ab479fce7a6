import { fileURLToPath } from 'node:url';

/** The repository root, without a separator at its end, whatever the working directory is. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');
