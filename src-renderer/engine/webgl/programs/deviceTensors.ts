import * as tf from '@tensorflow/tfjs';
import type { PackedTexture } from './draw.ts';

/** What TF.js keeps of a tensor's data. */
interface TextureData {
  shape: readonly number[];
  /** Absent until it is first on the card. */
  texture?: { readonly texture: WebGLTexture } | null;
  texShape: number[] | null;
  isPacked?: boolean;
  readonly slice?: unknown;
}

/** The parts of TF.js's WebGL backend that own programs stand on. */
interface WebglBackend {
  readonly texData: { get(id: tf.DataId): TextureData };
  makeTensorInfo(shape: readonly number[], dtype: 'float32'): tf.TensorInfo;
  uploadToGPU(id: tf.DataId): void;
  packTensor(tensor: tf.TensorInfo): tf.TensorInfo;
  packedReshape(tensor: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo;
  disposeIntermediateTensorInfo(tensor: tf.TensorInfo): void;
}

const backend = (): WebglBackend => tf.backend() as unknown as WebglBackend;

/** A shape as matrices: [how many, rows, columns]. This is all that decides where values lie in a packed texture. */
export function asMatrices(shape: readonly number[]): [count: number, rows: number, columns: number] {
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  return [shape.slice(0, -2).reduce((product, length) => product * length, 1), rows, columns];
}

/** Calls back with the packed textures of these tensors; copies that had to be made for it are freed afterwards. */
export function withTextures(tensors: readonly tf.Tensor[], use: (textures: PackedTexture[]) => void): void {
  const copies: tf.TensorInfo[] = [];
  use(tensors.map((tensor) => textureOf(tensor, copies)));
  for (const copy of copies) backend().disposeIntermediateTensorInfo(copy);
}

function textureOf({ dataId, shape, dtype }: tf.Tensor, copies: tf.TensorInfo[]): PackedTexture {
  const own = backend();
  let data = own.texData.get(dataId);
  const wanted = asMatrices(shape);
  if (!data.texture && !data.slice) {
    // What was never on the card goes there packed.
    data.isPacked = true;
    data.shape = wanted;
    own.uploadToGPU(dataId);
  }
  const copied = (copy: tf.TensorInfo): void => {
    copies.push(copy);
    data = own.texData.get(copy.dataId);
  };
  if (!data.isPacked) copied(own.packTensor({ dataId, shape, dtype }));
  else if (!isSameLayout(data.shape, wanted))
    copied(own.packedReshape({ dataId, shape: [...data.shape], dtype }, [...wanted]));
  return { texture: data.texture!.texture, size: data.texShape! };
}

/** True where programs read the tensor's own texture, without a copy. */
export function isPackedTensor({ dataId, shape }: tf.Tensor): boolean {
  const { texture, isPacked, shape: own } = backend().texData.get(dataId);
  return Boolean(texture) && isPacked === true && isSameLayout(own, asMatrices(shape));
}

/** Whether the values of one shape lie in a packed texture where those of the other would. */
function isSameLayout(shape: readonly number[], [, rows, columns]: readonly [number, number, number]): boolean {
  const [, ownRows, ownColumns] = asMatrices(shape);
  return ownColumns === columns && (ownRows === rows || (ownRows % 2 === 0 && rows % 2 === 0));
}

/** A tensor whose texture is drawn to next. TF.js tracks it like any other. */
export function emptyTensor(shape: readonly number[], texShape?: readonly [number, number]): tf.Tensor {
  const own = backend();
  const { dataId, dtype } = own.makeTensorInfo(asMatrices(shape), 'float32');
  const data = own.texData.get(dataId);
  data.isPacked = true;
  if (texShape) data.texShape = [...texShape];
  own.uploadToGPU(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, dtype, shape: [...shape] });
}

/** The texture of a tensor that `emptyTensor` made. */
export function ownTexture({ dataId }: tf.Tensor): PackedTexture {
  const { texture, texShape } = backend().texData.get(dataId);
  return { texture: texture!.texture, size: texShape! };
}

/** Writes numbers into the texture of a tensor that `emptyTensor` made, four to a texel from the first on; `numbersFor` gives as many as whole lines of it take. */
export function writeTexels(tensor: tf.Tensor, count: number, numbersFor: (length: number) => Float32Array): void {
  const { gl } = (tf.backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu;
  const { texture, size } = ownTexture(tensor);
  const width = (size[1]! + 1) >> 1;
  const height = Math.ceil(count / (4 * width));
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, width, height, gl.RGBA, gl.FLOAT, numbersFor(4 * width * height));
  gl.bindTexture(gl.TEXTURE_2D, null);
}
