/* What the host sees: the interface `Kernels` of kernels.ts says what each does. */
import { forwardScratch } from './conv2d';
import { inputGradientScratch } from './conv2dInputGradient';
import { kernelGradientScratch } from './conv2dKernelGradient';
import { poolForwardScratch } from './conv2dPool';
import { poolInputGradientScratch } from './conv2dPoolInputGradient';
import { poolKernelGradientScratch } from './conv2dPoolKernelGradient';
import { describeWindows } from './patches';
import { describePool } from './poolWindows';

export { heapStart, setScratch } from './memory';
export { gemm, gemmScratch } from './gemm';
export { addToRows, dense } from './dense';
export { addPenalty, sumRows, sumSquares, scale, clipValue } from './reductions';
export { conv2d } from './conv2d';
export { conv2dKernelGradient } from './conv2dKernelGradient';
export { conv2dInputGradient } from './conv2dInputGradient';
export { conv2dMaxPool2d } from './conv2dPool';
export { conv2dMaxPool2dKernelGradient } from './conv2dPoolKernelGradient';
export { conv2dMaxPool2dInputGradient } from './conv2dPoolInputGradient';
export {
  depthwiseConv2d,
  depthwiseConv2dInputGradient,
  depthwiseConv2dKernelGradient,
  depthwiseConv2dScratch,
} from './depthwise';
export { maxPool2d, maxPool2dGradient } from './pooling';
export { activate, activateGradient, rectifiedDropoutGradient, softmax, softmaxGradient } from './activations';
export { curve, curveGradient } from './curves';
export { addBlocks, copyBlocks } from './blocks';
export { recurrentScratch } from './recurrent';
export { lstm, lstmGradient } from './lstm';
export { gruAfter, gruAfterGradient } from './gruAfter';
export { gruBefore, gruBeforeGradient } from './gruBefore';
export { simpleRnn, simpleRnnGradient } from './simpleRnn';
export {
  columnMoments,
  normalizationScratch,
  normalizeColumns,
  normalizeColumnsGradient,
  normalizeColumnsWeightGradients,
  normalizeRows,
  normalizeRowsGradient,
  normalizeRowsWeightGradients,
  updateRunning,
} from './normalization';
export { averagePool2d, averagePool2dGradient } from './averagePooling';
export { globalMaxPool, globalMaxPoolGradient, spreadOverPlaces } from './globalPooling';
export { embedding, embeddingGradient } from './embedding';
export { splitPhases, mergePhases } from './phases';
export { permuteAxes, upSample2d, scaleChannels } from './shapes';
export { addNoise } from './noise';
export { dropout } from './dropout';
export { categoricalCrossentropy, binaryCrossentropy, meanSquaredError, meanAbsoluteError } from './losses';
export { huber, hinge, poisson, cosineSimilarity } from './losses';

/** Bytes of scratch memory that a convolution and its two gradients need. */
export function conv2dScratch(
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
): f64 {
  // prettier-ignore
  const forward = forwardScratch(pictures, height, width, channels, outHeight, outWidth, filters, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
  // prettier-ignore
  const ofKernel = kernelGradientScratch(pictures, height, width, channels, outHeight, outWidth, filters, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
  // prettier-ignore
  const ofInput = inputGradientScratch(pictures, height, width, channels, outHeight, outWidth, filters, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft);
  return <f64>max(forward, max(ofKernel, ofInput));
}

/** Bytes of scratch memory that a convolution with a max-pooling behind it and its two gradients need. */
export function conv2dMaxPool2dScratch(
  pictures: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  padTop: i32,
  padLeft: i32,
  pooledHeight: i32,
  pooledWidth: i32,
  poolHeight: i32,
  poolWidth: i32,
  poolStrideY: i32,
  poolStrideX: i32,
  poolPadTop: i32,
  poolPadLeft: i32,
): f64 {
  // prettier-ignore
  describeWindows(pictures, height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, true);
  // prettier-ignore
  describePool(outHeight, outWidth, pooledHeight, pooledWidth, poolHeight, poolWidth, poolStrideY, poolStrideX, poolPadTop, poolPadLeft);
  // prettier-ignore
  const ofInput = poolInputGradientScratch(height, width, channels, outHeight, outWidth, filters, kernelHeight, kernelWidth, strideY, strideX, padTop, padLeft, poolHeight * poolWidth);
  return <f64>max(poolForwardScratch(filters), max(poolKernelGradientScratch(filters), ofInput));
}
