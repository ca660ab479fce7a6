let known: string | null | undefined;

/** The renderer string of WebGL 2 in this worker, asked once and without TF.js; null where there is none. */
export function graphicsRenderer(): string | null {
  if (known === undefined) known = askRenderer();
  return known;
}

/** The context is given back at once. */
function askRenderer(): string | null {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return null;
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(extension ? extension.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return renderer;
}
