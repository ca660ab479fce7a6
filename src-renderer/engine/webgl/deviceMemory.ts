import * as tf from '@tensorflow/tfjs';

interface WebglBackend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
}

/** Errors that can wait at once are few; a lost context may repeat its own for ever. */
const MOST_ERRORS = 8;

/**
 * True where the graphics unit ran out of memory since this was last asked. TF.js never asks: it would go on with textures that were never made. Waits
 * until everything begun so far is done.
 */
export function ranOutOfMemory(): boolean {
  if (tf.getBackend() !== 'webgl') return false;
  const { gl } = (tf.backend() as unknown as WebglBackend).gpgpu;
  let found = false;
  for (let i = 0; i < MOST_ERRORS; i++) {
    const error = gl.getError();
    if (error === gl.NO_ERROR) break;
    found ||= error === gl.OUT_OF_MEMORY;
  }
  return found;
}

/** What TF.js frees meanwhile goes back to the graphics unit, instead of being kept for tensors of the same size. */
export function freeingMemory<T>(work: () => T): T {
  const name = 'WEBGL_DELETE_TEXTURE_THRESHOLD';
  if (tf.getBackend() !== 'webgl') return work();
  const before = tf.env().getNumber(name);
  tf.env().set(name, 0);
  try {
    return work();
  } finally {
    tf.env().set(name, before);
  }
}
