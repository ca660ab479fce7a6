import type { CpuLayerKind } from './cpuLayer.ts';

/**
 * y = softmax(Q Kᵀ) V, sample by sample; K is V where no third input is. The weights of attention P are kept for the way back: dV = Pᵀ dy,
 * dS = softmax′(dy Vᵀ), dQ = dS K, dK = dSᵀ Q.
 */
export const attention: CpuLayerKind = ({ kernels, inputs, room, keep, scratch }) => {
  const [[steps = 1, features = 1] = [], [others = 1, values = 1] = []] = inputs;
  const hasKey = inputs.length > 2;
  const [y, shares] = [room(steps * values), room(steps * others)];
  // One sample at a time.
  const slopes = keep(steps * others);
  for (const [m, n, k] of [
    [steps, others, features],
    [steps, values, others],
    [steps, others, values],
    [others, values, steps],
    [steps, features, others],
    [others, features, steps],
  ] as const)
    scratch(kernels.gemmScratch(m, n, k));
  const bytes = { query: 4 * steps * features, key: 4 * others * features, value: 4 * others * values };
  const [ofShares, ofOutput] = [4 * steps * others, 4 * steps * values];
  return {
    gradientInPlace: false,
    keepsOutput: false,
    forward(_x, _weights, rows, _mask, _isTraining, [query = 0, value = 0, key = value]) {
      for (let row = 0; row < rows; row++) {
        const share = shares + row * ofShares;
        kernels.gemm(0, 1, steps, others, features, query + row * bytes.query, key + row * bytes.key, share, 0);
        kernels.softmax(share, share, steps, others);
        kernels.gemm(0, 0, steps, values, others, share, value + row * bytes.value, y + row * ofOutput, 0);
      }
      return y;
    },
    backward({ xs: [query = 0, value = 0, key = value], dy, dxs: [dQuery = 0, dValue = 0, dKey = 0], rows }) {
      for (let row = 0; row < rows; row++) {
        const [share, out] = [shares + row * ofShares, dy + row * ofOutput];
        const [q, v, k] = [query + row * bytes.query, value + row * bytes.value, key + row * bytes.key];
        kernels.gemm(0, 1, steps, others, values, out, v, slopes, 0);
        kernels.softmaxGradient(share, slopes, slopes, steps, others);
        if (dValue !== 0) kernels.gemm(1, 0, others, values, steps, share, out, dValue + row * bytes.value, 0);
        if (dQuery !== 0) kernels.gemm(0, 0, steps, features, others, slopes, k, dQuery + row * bytes.query, 0);
        const toKey = hasKey ? dKey : dValue;
        if (toKey !== 0)
          kernels.gemm(1, 0, others, features, steps, slopes, q, toKey + row * bytes.key, hasKey ? 0 : 1);
      }
    },
  };
};
