import type { LayerStack } from './layerStacks.ts';

const recurrentActivation = 'hardSigmoid';

/** Every cell with hard gates, with units in whole groups of four and not, every step passed on and the last one alone. */
export const gateStacks: Readonly<Record<string, LayerStack>> = {
  'hard gates: lstm over lstm, 4 and 3 units': {
    inputShape: [4, 3],
    layers: [
      ['lstm', { units: 4, returnSequences: true, recurrentActivation }],
      ['lstm', { units: 3, activation: 'sigmoid', recurrentActivation }],
    ],
  },
  'hard gates: gru with the reset gate after the product': {
    inputShape: [4, 2],
    layers: [
      ['gru', { units: 4, returnSequences: true, recurrentActivation }],
      ['gru', { units: 3, activation: 'sigmoid', recurrentActivation }],
    ],
    noExport: 'exportGruResetAfter',
  },
  'hard gates: gru with the reset gate before the product': {
    inputShape: [3, 2],
    layers: [
      ['gru', { units: 4, returnSequences: true, resetAfter: false, recurrentActivation }],
      ['gru', { units: 3, activation: 'linear', resetAfter: false, recurrentActivation }],
    ],
  },
  'hard gates: bidirectional lstm over bidirectional simpleRNN, which has none': {
    inputShape: [3, 2],
    layers: [
      ['bidirectional', { layer: 'simpleRNN', units: 3, returnSequences: true, recurrentActivation }],
      ['bidirectional', { layer: 'lstm', units: 2, recurrentActivation }],
    ],
  },
};
