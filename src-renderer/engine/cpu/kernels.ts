import type { RecurrentKernels } from './recurrentKernels.ts';

/** Activation codes of the kernels, in the order of their `if` chains. */
export const activationCodes = { linear: 0, relu: 1, tanh: 2, sigmoid: 3 } as const;

/** Codes of what opens the gates of recurrent cells (gates.ts). */
export const gateCodes = { sigmoid: 0, hardSigmoid: 1 } as const;

/** Codes of the activations that no kernel applies on its way, in the order of the `if` chains of curves.ts. */
export const curveCodes = { leakyRelu: 0, elu: 1, selu: 2, softplus: 3, softsign: 4, gelu: 5, swish: 6 } as const;

/**
 * What the compiled kernels export. Every address is a byte offset into `memory`, 16-byte aligned; values are float32 unless said; pictures
 * are [rows, height, width, channels]; matrices are row-major. Nothing is allocated inside: kernels pack into scratch memory of their own
 * (see `scratch`). `conv` arguments come in one order everywhere: rows, height, width, channels, outHeight, outWidth, filters, kernelHeight,
 * kernelWidth, strideY, strideX, padTop, padLeft.
 */
export interface Kernels extends RecurrentKernels {
  readonly memory: WebAssembly.Memory;
  /**
   * Tells where scratch memory lies; `bytes` must be at least what the `…Scratch` function of each kernel used says (`gemmScratch(rows, units,
   * inputs)` for `dense`). What is enough for some rows is enough for fewer.
   */
  setScratch(address: number, bytes: number): void;
  /** First byte that is free for activations, weights and scratch. */
  heapStart(): number;

  /** c[m,n] = op(a) op(b), or += where `accumulate`. a is [m,k], [k,m] where transposeA; b is [k,n], [n,k] where transposeB. */
  gemm(
    transposeA: number,
    transposeB: number,
    m: number,
    n: number,
    k: number,
    a: number,
    b: number,
    c: number,
    accumulate: number,
  ): void;
  gemmScratch(m: number, n: number, k: number): number;
  /** y[rows,units] = activation(x[rows,inputs] w[inputs,units] + bias[units]). */
  dense(
    x: number,
    w: number,
    bias: number,
    y: number,
    rows: number,
    inputs: number,
    units: number,
    activation: number,
  ): void;
  /** y[rows,columns] += added[columns] in every row. */
  addToRows(y: number, added: number, rows: number, columns: number): void;
  /** out[columns] = Σ over rows of x[rows,columns]. */
  sumRows(x: number, rows: number, columns: number, out: number): void;

  /** y = activation(x ⋆ kernel + bias): cross-correlation; kernel [kernelHeight, kernelWidth, channels, filters]. */
  conv2d(x: number, kernel: number, bias: number, y: number, activation: number, ...conv: number[]): void;
  /** dKernel = gradient of the kernel for dy (already through the activation). */
  conv2dKernelGradient(x: number, dy: number, dKernel: number, ...conv: number[]): void;
  /** dx = gradient of the input. */
  conv2dInputGradient(dy: number, kernel: number, dx: number, ...conv: number[]): void;
  conv2dScratch(...conv: number[]): number;

  /** y = x ⋆ kernel + bias, channel by channel: `filters` is a multiple of the channels, kernel [kernelHeight, kernelWidth, filters]. */
  depthwiseConv2d(x: number, kernel: number, bias: number, y: number, ...conv: number[]): void;
  depthwiseConv2dKernelGradient(x: number, dy: number, dKernel: number, ...conv: number[]): void;
  depthwiseConv2dInputGradient(dy: number, kernel: number, dx: number, ...conv: number[]): void;
  depthwiseConv2dScratch(...conv: number[]): number;

  /**
   * Largest value of every window; `argmax` receives, one byte per output value (two where a window has more than 256 places), the place in the
   * window (row by row; first of equals). `filters` is ignored.
   */
  maxPool2d(x: number, y: number, argmax: number, ...conv: number[]): void;
  /** dx = dy at the places of the largest values, 0 elsewhere (added up where windows overlap). */
  maxPool2dGradient(dy: number, argmax: number, dx: number, ...conv: number[]): void;

  /**
   * y = max over pooling windows of relu(x ⋆ kernel + bias) (without relu where `activation` is not its code), `argmax` as for `maxPool2d`; the same
   * bits as the two kernels one after the other. `pool`: after the arguments `conv`, pooledHeight, pooledWidth, poolHeight, poolWidth and the
   * pooling's strides and paddings in the same order.
   */
  conv2dMaxPool2d(
    x: number,
    kernel: number,
    bias: number,
    y: number,
    argmax: number,
    activation: number,
    ...convAndPool: number[]
  ): void;
  /** The gradient of the kernel, from that of the pooled values. May read up to 12 bytes behind x, which must be there. */
  conv2dMaxPool2dKernelGradient(x: number, dy: number, argmax: number, dKernel: number, ...convAndPool: number[]): void;
  /** The gradient of the input, from that of the pooled values. */
  conv2dMaxPool2dInputGradient(dy: number, argmax: number, kernel: number, dx: number, ...convAndPool: number[]): void;
  conv2dMaxPool2dScratch(...convAndPool: number[]): number;
  /** The mean of every window over its places inside the picture. */
  averagePool2d(x: number, y: number, ...conv: number[]): void;
  averagePool2dGradient(dy: number, dx: number, ...conv: number[]): void;
  /** [rows, length, channels] → the largest of every channel; `places` receives where it stands (32-bit whole numbers; first of equals). */
  globalMaxPool(x: number, y: number, places: number, rows: number, length: number, channels: number): void;
  /** dx = dy at those places, 0 elsewhere. */
  globalMaxPoolGradient(dy: number, places: number, dx: number, rows: number, length: number, channels: number): void;
  /** dx[rows, length, channels] = factor · dy[rows, channels]. */
  spreadOverPlaces(dy: number, dx: number, rows: number, length: number, channels: number, factor: number): void;

  /** y[count, dim] = rows of the table by ids. Returns −1, or the place of the first id that is no whole number below `vocabulary`. */
  embedding(ids: number, table: number, y: number, count: number, dim: number, vocabulary: number): number;
  /** dTable[vocabulary, dim] = for every id the sum of dy over its places, in their order. */
  embeddingGradient(ids: number, dy: number, dTable: number, count: number, dim: number, vocabulary: number): void;

  /**
   * Sorts places by their remainder: y[rows, dilationY · dilationX, phaseHeight, phaseWidth, channels] from x[rows, height, width, channels],
   * zeros outside. `phases`: rows, height, width, channels, dilationY, dilationX, padTop, padLeft, phaseHeight, phaseWidth.
   */
  splitPhases(x: number, y: number, ...phases: number[]): void;
  /** The way back of `splitPhases`. */
  mergePhases(y: number, x: number, ...phases: number[]): void;

  /** y[rows, …lengths] = x where every axis of y is `step` values apart in x. `axes`: three lengths, then three steps. */
  permuteAxes(x: number, y: number, rows: number, ...axes: number[]): void;
  /** Every place of x[rows, height, width, channels] becomes size × size equal ones. */
  upSample2d(x: number, y: number, rows: number, height: number, width: number, channels: number, size: number): void;
  /** y[rows, places, channels] = x · factors[rows, channels]; y may be x. */
  scaleChannels(x: number, factors: number, y: number, rows: number, places: number, channels: number): void;
  /** y[i] = x[i] + deviation · normal(i) of the stream, as in src-shared/random; y may be x. */
  addNoise(x: number, y: number, count: number, k1: number, k2: number, deviation: number): void;

  /** y = activation(x); y may be x. */
  activate(activation: number, x: number, y: number, count: number): void;
  /** dx = dy · activation′, told by the activation's output y; dx may be dy. */
  activateGradient(activation: number, y: number, dy: number, dx: number, count: number): void;
  /** y = activation(x) by a code of `curveCodes`, with its one number where it has one; y may be x. */
  curve(code: number, x: number, y: number, count: number, number: number): void;
  /** dx = dy · activation′, told by the activation's output, for gelu and swish by its input; dx may be dy. */
  curveGradient(code: number, from: number, dy: number, dx: number, count: number, number: number): void;
  /** dy · scale where y > 0, else 0, in place: the way back through relu and dropout, told by what dropout left. */
  rectifiedDropoutGradient(y: number, dy: number, count: number, scale: number): void;
  /** Softmax over the last axis; y may be x. */
  softmax(x: number, y: number, rows: number, columns: number): void;
  /** dx for a softmax with output y; dx may be dy. */
  softmaxGradient(y: number, dy: number, dx: number, rows: number, columns: number): void;

  /** mean[columns] and variance[columns] (divided by the rows) of x[rows,columns]. */
  columnMoments(x: number, rows: number, columns: number, mean: number, variance: number): void;
  /** Bytes of scratch memory that the normalisations need. */
  normalizationScratch(columns: number): number;
  /** y = gamma (x − mean) / √(variance + epsilon) + beta along the columns of [rows,columns]; y may be x. */
  normalizeColumns(
    x: number,
    y: number,
    rows: number,
    columns: number,
    mean: number,
    variance: number,
    gamma: number,
    beta: number,
    epsilon: number,
  ): void;
  /** dGamma and dBeta of `normalizeColumns`. */
  normalizeColumnsWeightGradients(
    x: number,
    dy: number,
    rows: number,
    columns: number,
    mean: number,
    variance: number,
    epsilon: number,
    dGamma: number,
    dBeta: number,
  ): void;
  /** dx of `normalizeColumns` with the moments of x itself, through them, told by the two gradients above; dx may be dy. */
  normalizeColumnsGradient(
    x: number,
    dy: number,
    dx: number,
    rows: number,
    columns: number,
    mean: number,
    variance: number,
    gamma: number,
    epsilon: number,
    dGamma: number,
    dBeta: number,
  ): void;
  /** running = momentum · running + (1 − momentum) · batch. */
  updateRunning(running: number, batch: number, count: number, momentum: number): void;
  /** The same along every row; `moments` receives mean and 1 / √(variance + epsilon) of each. */
  normalizeRows(
    x: number,
    y: number,
    rows: number,
    columns: number,
    gamma: number,
    beta: number,
    epsilon: number,
    moments: number,
  ): void;
  normalizeRowsWeightGradients(
    x: number,
    dy: number,
    rows: number,
    columns: number,
    moments: number,
    dGamma: number,
    dBeta: number,
  ): void;
  /** dx of `normalizeRows`; dx may be dy. */
  normalizeRowsGradient(
    x: number,
    dy: number,
    dx: number,
    rows: number,
    columns: number,
    gamma: number,
    moments: number,
  ): void;

  /** y[i] = x[i] · (word(i) ≥ threshold ? scale : 0), word(i) = lowbias32(lowbias32(i + k1) ^ k2), as in src-shared/random. Backward is the same call on dy. */
  dropout(x: number, y: number, count: number, k1: number, k2: number, threshold: number, scale: number): void;

  /**
   * Losses from logits [rows, units] and targets [rows] (class indices; values are [rows, units]). Write Σ loss and Σ score over the rows as two float64 at
   * `sums`, and the gradient of the mean loss at `dLogits` unless that is 0. Score: rows predicted right, or Σ |z − y|.
   */
  categoricalCrossentropy(
    logits: number,
    targets: number,
    dLogits: number,
    sums: number,
    rows: number,
    units: number,
  ): void;
  binaryCrossentropy(logits: number, targets: number, dLogits: number, sums: number, rows: number, units: number): void;
  meanSquaredError(logits: number, targets: number, dLogits: number, sums: number, rows: number, units: number): void;
  meanAbsoluteError(logits: number, targets: number, dLogits: number, sums: number, rows: number, units: number): void;
  huber(
    logits: number,
    targets: number,
    dLogits: number,
    sums: number,
    rows: number,
    units: number,
    delta: number,
  ): void;
  hinge(logits: number, targets: number, dLogits: number, sums: number, rows: number, units: number): void;
  poisson(logits: number, targets: number, dLogits: number, sums: number, rows: number, units: number): void;
  cosineSimilarity(logits: number, targets: number, dLogits: number, sums: number, rows: number, units: number): void;

  /** Σ x² in float64, added up in a fixed order. */
  sumSquares(x: number, count: number): number;
  /** g += l1 · sign(w) + 2 · l2 · w. */
  addPenalty(w: number, g: number, count: number, l1: number, l2: number): void;
  /** x = x · factor. */
  scale(x: number, count: number, factor: number): void;
  /** x = min(max(x, −limit), limit). */
  clipValue(x: number, count: number, limit: number): void;
}
