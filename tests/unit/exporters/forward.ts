import type { LayerRow } from '#shared/domain/modelCheck.ts';

/** A picture or a vector in double precision, row-major. */
interface Value {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

type Weights = readonly Float64Array[];
type Forward = (input: Value, row: LayerRow, weights: Weights) => Float64Array;

/** The prediction for one sample by plain loops over doubles, written from the definitions and sharing nothing with TF.js or the exporter. */
export function predict(rows: readonly LayerRow[], weights: Float32Array, sample: Float64Array): Float64Array {
  let value: Value = { shape: rows[0]!.inputShape!, data: sample };
  let at = 0;
  for (const row of rows) {
    const own = row.weights.map(({ shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return Float64Array.from(weights.subarray(at, (at += length)));
    });
    value = { shape: row.outputShape!, data: forwards[row.node.kind]!(value, row, own) };
  }
  return value.data;
}

const forwards: Record<string, Forward> = {
  dropout: ({ data }) => data,
  flatten: ({ data }) => data,
  dense: ({ data }, row, [kernel, bias]) => {
    const units = row.outputShape![0]!;
    const z = Float64Array.from(bias!);
    for (let unit = 0; unit < units; unit++)
      for (let i = 0; i < data.length; i++) z[unit]! += data[i]! * kernel![i * units + unit]!;
    return activate(z, String(row.node.params.activation ?? 'relu'));
  },
  conv2d: (input, row, [kernel, bias]) => {
    const { kernelSize = 3, strides = 1, padding = 'same', activation = 'relu' } = row.node.params;
    const filters = row.outputShape![2]!;
    const channels = input.shape[2]!;
    const z = slide(input, row, Number(kernelSize), Number(strides), String(padding), (cells) => {
      const out = Float64Array.from(bias!);
      for (const { value, dy, dx, channel } of cells)
        for (let f = 0; f < filters; f++)
          out[f]! += value * kernel![((dy * Number(kernelSize) + dx) * channels + channel) * filters + f]!;
      return out;
    });
    return activate(z, String(activation));
  },
  maxPooling2d: (input, row) => {
    const { poolSize = 2, padding = 'valid' } = row.node.params;
    return slide(input, row, Number(poolSize), Number(poolSize), String(padding), (cells) => {
      const out = new Float64Array(input.shape[2]!).fill(-Infinity);
      for (const { value, channel } of cells) out[channel] = Math.max(out[channel]!, value);
      return out;
    });
  },
};

interface Cell {
  readonly value: number;
  readonly dy: number;
  readonly dx: number;
  readonly channel: number;
}

/** Every window of the picture; cells in the padding are left out. 'same' pads the smaller half first (TensorFlow's rule). */
function slide(
  { shape, data }: Value,
  row: LayerRow,
  window: number,
  stride: number,
  padding: string,
  combine: (cells: readonly Cell[]) => Float64Array,
): Float64Array {
  const [height = 0, width = 0, channels = 0] = shape;
  const [outHeight = 0, outWidth = 0, outChannels = 0] = row.outputShape!;
  const before = (length: number, outLength: number) =>
    padding === 'same' ? Math.floor(Math.max(0, (outLength - 1) * stride + window - length) / 2) : 0;
  const [top, left] = [before(height, outHeight), before(width, outWidth)];
  const out = new Float64Array(outHeight * outWidth * outChannels);
  for (let oy = 0; oy < outHeight; oy++)
    for (let ox = 0; ox < outWidth; ox++) {
      const cells: Cell[] = [];
      for (let dy = 0; dy < window; dy++)
        for (let dx = 0; dx < window; dx++) {
          const [y, x] = [oy * stride + dy - top, ox * stride + dx - left];
          if (y < 0 || x < 0 || y >= height || x >= width) continue;
          for (let channel = 0; channel < channels; channel++)
            cells.push({ value: data[(y * width + x) * channels + channel]!, dy, dx, channel });
        }
      out.set(combine(cells), (oy * outWidth + ox) * outChannels);
    }
  return out;
}

function activate(z: Float64Array, activation: string): Float64Array {
  if (activation === 'relu') return z.map((value) => Math.max(0, value));
  if (activation === 'tanh') return z.map(Math.tanh);
  if (activation === 'sigmoid') return z.map((value) => 1 / (1 + Math.exp(-value)));
  if (activation !== 'softmax') return z;
  const max = Math.max(...z);
  const exps = z.map((value) => Math.exp(value - max));
  const sum = exps.reduce((a, b) => a + b, 0);
  return exps.map((value) => value / sum);
}
