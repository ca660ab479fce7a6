/** What decides a program: compiled once for all runs that share its key. */
export interface ProgramSource {
  /** Tells programs apart; a short one saves comparing long texts. The text itself where it is always the same one. */
  readonly key: string;
  /** Names of the inputs, capital first. */
  readonly inputs: readonly string[];
  readonly uniforms: readonly ProgramUniform[];
  /** How many textures it writes at once. */
  readonly outputs: number;
  /** Functions and `void main()`. */
  readonly code: () => string;
}

export interface ProgramUniform {
  readonly name: string;
  readonly type: 'int' | 'float' | 'ivec2' | 'ivec3' | 'ivec4';
  /** Of an array. */
  readonly arrayIndex?: number;
}

/** A program on the card, with what its uniforms hold now. */
export interface Compiled {
  readonly program: WebGLProgram;
  /** Sizes of the inputs' textures, then of the output's. */
  readonly sizes: readonly KnownUniform[];
  readonly uniforms: readonly KnownUniform[];
}

/** A uniform keeps its value from run to run: it is only told a new one. */
interface KnownUniform {
  readonly location: WebGLUniformLocation | null;
  readonly type: ProgramUniform['type'];
  values: readonly number[];
}

/** One triangle that covers all that is drawn to; `resultUV` goes from 0 to 1 over it. */
const vertexCode = `#version 300 es
precision highp float;
out vec2 resultUV;
void main() {
  resultUV = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(2.0 * resultUV - 1.0, 0.0, 1.0);
}`;

/** Compiles and links; throws an Error that quotes the compiler. */
export function compile(gl: WebGL2RenderingContext, source: ProgramSource): Compiled {
  const program = linked(gl, fragmentCode(source));
  gl.useProgram(program);
  // The place of a sampler never changes.
  source.inputs.forEach((name, unit) => gl.uniform1i(gl.getUniformLocation(program, name), unit));
  const known = (name: string, type: ProgramUniform['type']): KnownUniform => ({
    location: gl.getUniformLocation(program, name),
    type,
    values: [],
  });
  return {
    program,
    sizes: [...source.inputs.map((name) => `${name}TexShape`), 'outTexShape'].map((name) => known(name, 'ivec2')),
    uniforms: source.uniforms.map(({ name, type }) => known(name, type)),
  };
}

/** Tells a uniform its values where they are not those it has. */
export function tell(gl: WebGL2RenderingContext, uniform: KnownUniform, values: readonly number[]): void {
  const { location, type, values: before } = uniform;
  if (location === null || (before.length === values.length && before.every((value, i) => value === values[i]))) return;
  uniform.values = values;
  switch (type) {
    case 'float':
      return gl.uniform1fv(location, values);
    case 'int':
      return gl.uniform1iv(location, values);
    case 'ivec2':
      return gl.uniform2iv(location, values);
    case 'ivec3':
      return gl.uniform3iv(location, values);
    case 'ivec4':
      return gl.uniform4iv(location, values);
  }
}

function fragmentCode({ inputs, uniforms, outputs, code }: ProgramSource): string {
  const targets = Array.from({ length: outputs }, (_, i) => `layout(location = ${i}) out vec4 output${i};`);
  return [
    '#version 300 es',
    'precision highp float;',
    'precision highp int;',
    'precision highp sampler2D;',
    'in vec2 resultUV;',
    ...targets,
    'uniform ivec2 outTexShape;',
    ...inputs.map((name) => `uniform sampler2D ${name};\nuniform ivec2 ${name}TexShape;`),
    ...uniforms.map(({ name, type, arrayIndex }) => `uniform ${type} ${name}${arrayIndex ? `[${arrayIndex}]` : ''};`),
    'void setOutput(vec4 value) { output0 = value; }',
    code(),
  ].join('\n');
}

function linked(gl: WebGL2RenderingContext, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  const shaders = [shader(gl, gl.VERTEX_SHADER, vertexCode), shader(gl, gl.FRAGMENT_SHADER, fragment)];
  for (const each of shaders) gl.attachShader(program, each);
  gl.linkProgram(program);
  // A lost context compiles nothing and says nothing: that is told elsewhere.
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    const said = [...shaders.map((each) => gl.getShaderInfoLog(each)), gl.getProgramInfoLog(program)];
    throw new Error(`A program does not compile: ${said.join(' ')}\n${fragment}`);
  }
  for (const each of shaders) gl.deleteShader(each);
  return program;
}

function shader(gl: WebGL2RenderingContext, type: number, code: string): WebGLShader {
  const made = gl.createShader(type)!;
  gl.shaderSource(made, code);
  gl.compileShader(made);
  return made;
}
