import * as tf from '@tensorflow/tfjs';
import { StudioError } from '#shared/result.ts';
import type { BackendInfo, TfjsBackend } from './backendInfo.ts';

interface WebglBackend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
}

/** Starts a backend of TF.js; throws `backendUnavailable` when the browser has none. Software WebGL is allowed: it is slow, not wrong. */
export async function startBackend(name: TfjsBackend): Promise<BackendInfo> {
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  // Shapes as uniforms save some compiling, but TF.js 4.22 then takes programs for equal that are not: it compares a [1, m, n] operand with its
  // texture before it drops the 1, its sampler after. A product could read the wrong values; tests/engine/programCache.test.ts shows one.
  tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', false);
  const started = await tf.setBackend(name).catch(() => false);
  if (!started) throw new StudioError('backendUnavailable', { value: name });
  await tf.ready();
  return { backend: name, renderer: name === 'webgl' ? rendererName() : null, tfjs: tf.version.tfjs, why: 'chosen' };
}

function context(): WebGL2RenderingContext {
  return (tf.backend() as unknown as WebglBackend).gpgpu.gl;
}

/**
 * Moves a tensor to the card now. TF.js computes on the processor with small tensors that were never there, and not every card rounds as it
 * does: a run that goes on would differ in the last bit from one that was never interrupted.
 */
export function putOnDevice(tensor: tf.Tensor): tf.Tensor {
  const backend = tf.backend() as { readonly uploadToGPU?: (id: tf.DataId) => void };
  backend.uploadToGPU?.(tensor.dataId);
  return tensor;
}

function rendererName(): string {
  const gl = context();
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** Calls back once when the graphics context is lost, or is lost already. TF.js does not notice: its promises would hang for ever. */
export function onContextLost(info: BackendInfo, listener: () => void): void {
  if (info.backend !== 'webgl') return;
  if (context().isContextLost()) return queueMicrotask(listener);
  context().canvas.addEventListener('webglcontextlost', listener, { once: true });
}
