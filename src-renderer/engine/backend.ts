import * as tf from '@tensorflow/tfjs';
import { StudioError } from '#shared/result.ts';

export type BackendName = 'webgl' | 'cpu';

export interface BackendInfo {
  readonly backend: BackendName;
  /** WebGL renderer string; null on the CPU backend. */
  readonly renderer: string | null;
  readonly tfjs: string;
}

interface WebglBackend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
}

/** Starts a backend; throws `backendUnavailable` when the browser has none. Software WebGL is allowed: it is slow, not wrong. */
export async function startBackend(name: BackendName): Promise<BackendInfo> {
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', true);
  const started = await tf.setBackend(name).catch(() => false);
  if (!started) throw new StudioError('backendUnavailable', { value: name });
  await tf.ready();
  return { backend: name, renderer: name === 'webgl' ? rendererName() : null, tfjs: tf.version.tfjs };
}

function context(): WebGL2RenderingContext {
  return (tf.backend() as unknown as WebglBackend).gpgpu.gl;
}

function rendererName(): string {
  const gl = context();
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** Calls back once when the graphics context is lost. TF.js does not notice: its promises would hang for ever. */
export function onContextLost(info: BackendInfo, listener: () => void): void {
  if (info.backend !== 'webgl') return;
  context().canvas.addEventListener('webglcontextlost', listener, { once: true });
}
