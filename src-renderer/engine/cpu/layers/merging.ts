import { shapeSize } from '#shared/layers/kind.ts';
import type { CpuLayer, CpuLayerKind, LayerSite } from './cpuLayer.ts';

/** A layer over several inputs without weights. Where nobody wants the gradient of one its address is 0. */
function merging(backwardOf: Pick<CpuLayer, 'forward' | 'backward'>): CpuLayer {
  return { gradientInPlace: false, keepsOutput: false, ...backwardOf };
}

/** y = factor · Σ inputs; every input gets factor · dy. */
function sumOf({ kernels, outputShape, room }: LayerSite, factor: number): CpuLayer {
  const values = shapeSize(outputShape);
  const y = room(values);
  const scale = (at: number, count: number): void => {
    if (factor !== 1) kernels.scale(at, count, factor);
  };
  return merging({
    forward(first, _weights, rows, _mask, _isTraining, [, ...others]) {
      const count = rows * values;
      kernels.copyBlocks(first, count, y, count, count, 0, 1);
      for (const x of others) kernels.addBlocks(x, count, y, count, count, 1);
      scale(y, count);
      return y;
    },
    backward({ dy, dxs, rows }) {
      const count = rows * values;
      scale(dy, count);
      for (const dx of dxs) if (dx !== 0) kernels.copyBlocks(dy, count, dx, count, count, 0, 1);
    },
  });
}

export const add: CpuLayerKind = (site) => sumOf(site, 1);

export const average: CpuLayerKind = (site) => sumOf(site, 1 / site.inputs.length);

/** y = Π inputs; every input gets dy times the others. */
export const multiply: CpuLayerKind = ({ kernels, outputShape, room }) => {
  const values = shapeSize(outputShape);
  const y = room(values);
  const product = (factors: readonly number[], start: number, out: number, rows: number): void => {
    if (factors.length === 0) return kernels.copyBlocks(start, rows * values, out, rows * values, rows * values, 0, 1);
    factors.forEach((x, i) => kernels.scaleChannels(i === 0 ? start : out, x, out, rows, 1, values));
  };
  return merging({
    forward(first, _weights, rows, _mask, _isTraining, [, ...others]) {
      product(others, first, y, rows);
      return y;
    },
    backward({ xs, dy, dxs, rows }) {
      dxs.forEach((dx, i) => {
        if (dx !== 0) product([...xs.slice(0, i), ...xs.slice(i + 1)], dy, dx, rows);
      });
    },
  });
};

/** The inputs side by side along the last axis. */
export const concatenate: CpuLayerKind = ({ kernels, inputs, outputShape, room }) => {
  const columns = outputShape.at(-1) ?? 1;
  const places = shapeSize(outputShape) / columns;
  const widths = inputs.map((shape) => shape.at(-1) ?? 1);
  const starts = widths.map((_, i) => 4 * widths.slice(0, i).reduce((sum, width) => sum + width, 0));
  const y = room(places * columns);
  return merging({
    forward(_x, _weights, rows, _mask, _isTraining, xs) {
      xs.forEach((x, i) => kernels.copyBlocks(x, widths[i]!, y + starts[i]!, columns, widths[i]!, 0, rows * places));
      return y;
    },
    backward({ dy, dxs, rows }) {
      dxs.forEach((dx, i) => {
        if (dx !== 0) kernels.copyBlocks(dy + starts[i]!, columns, dx, widths[i]!, widths[i]!, 0, rows * places);
      });
    },
  });
};
