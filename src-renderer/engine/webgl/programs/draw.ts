import * as tf from '@tensorflow/tfjs';
import { compile, tell, type Compiled, type ProgramSource } from './compiled.ts';

/** A texture with the size TF.js gives it: rows and columns of numbers, two by two to a texel. */
export interface PackedTexture {
  readonly texture: WebGLTexture;
  readonly size: readonly number[];
}

/** Texels that are drawn to; all of the texture where absent. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What one graphics context holds of ours. */
interface Held {
  readonly gl: WebGL2RenderingContext;
  readonly programs: Map<string, Compiled>;
  /** By the first texture that is written. */
  readonly targets: WeakMap<WebGLTexture, Target[]>;
  readonly vertices: WebGLVertexArrayObject;
}

interface Target {
  readonly textures: readonly WebGLTexture[];
  readonly framebuffer: WebGLFramebuffer;
}

const contexts = new WeakMap<WebGL2RenderingContext, Held>();

/**
 * Runs a program on the context of TF.js, without what TF.js does for each: it writes the text of every sampler, compares all of the text to find what it
 * compiled before, tells every uniform again and attaches the output anew. Outputs must not be inputs.
 */
export function draw(
  source: ProgramSource,
  inputs: readonly PackedTexture[],
  outputs: readonly PackedTexture[],
  uniforms: readonly (readonly number[])[],
  region?: Region,
): void {
  const held = heldBy((tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu.gl);
  const { gl } = held;
  const { program, sizes, uniforms: own } = compiledFor(held, source);
  const size = outputs[0]!.size;
  const { x, y, width, height } = region ?? { x: 0, y: 0, width: (size[1]! + 1) >> 1, height: (size[0]! + 1) >> 1 };
  gl.bindFramebuffer(gl.FRAMEBUFFER, targetFor(held, outputs));
  gl.viewport(x, y, width, height);
  gl.scissor(x, y, width, height);
  gl.useProgram(program);
  gl.bindVertexArray(held.vertices);
  for (let unit = 0; unit < inputs.length; unit++) {
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, inputs[unit]!.texture);
    tell(gl, sizes[unit]!, inputs[unit]!.size);
  }
  tell(gl, sizes[inputs.length]!, size);
  for (let i = 0; i < own.length; i++) tell(gl, own[i]!, uniforms[i]!);
  gl.drawArrays(gl.TRIANGLES, 0, 3);
}

function heldBy(gl: WebGL2RenderingContext): Held {
  const before = contexts.get(gl);
  if (before) return before;
  const held = { gl, programs: new Map(), targets: new WeakMap(), vertices: gl.createVertexArray() };
  contexts.set(gl, held);
  return held;
}

function compiledFor({ gl, programs }: Held, source: ProgramSource): Compiled {
  const before = programs.get(source.key);
  if (before) return before;
  const compiled = compile(gl, source);
  programs.set(source.key, compiled);
  return compiled;
}

/** Sets of textures that one of them is remembered to have been written with. */
const MOST_SETS = 4;

/**
 * A framebuffer of its own for every texture, or set of them: TF.js keeps its textures and hands them out again. Sets change with what was freed last,
 * so only the latest few are kept.
 */
function targetFor({ gl, targets }: Held, outputs: readonly PackedTexture[]): WebGLFramebuffer {
  const first = outputs[0]!.texture;
  const known = targets.get(first) ?? [];
  const before = known.find(
    ({ textures }) => textures.length === outputs.length && textures.every((each, i) => each === outputs[i]!.texture),
  );
  if (before) return before.framebuffer;
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  outputs.forEach(({ texture }, i) =>
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, texture, 0),
  );
  gl.drawBuffers(outputs.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
  for (const old of known.slice(MOST_SETS - 1)) gl.deleteFramebuffer(old.framebuffer);
  const own = { textures: outputs.map(({ texture }) => texture), framebuffer };
  targets.set(first, [own, ...known.slice(0, MOST_SETS - 1)]);
  return framebuffer;
}
