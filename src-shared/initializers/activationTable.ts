import { biasParam, defineInitializer, normalFill, scaleParam, uniformFill } from './initializer.ts';
import { normalStds, uniformLimits } from './scales.ts';

/**
 * The scales a common table gives for logistic, tanh and ReLU units: Glorot's times 1, 4 and √2. The table has its first two rows
 * exchanged (the derivation gives 1 for tanh and 4 for the logistic unit); here it is as printed.
 */
export const activationTable = defineInitializer({
  id: 'activationTable',
  source: 'Table of r and σ by activation, as printed in textbooks after Glorot & Bengio 2010',
  params: {
    activation: { type: 'choice', default: 'relu', choices: ['logistic', 'tanh', 'relu'] },
    distribution: { type: 'choice', default: 'uniform', choices: ['uniform', 'normal'] },
    scale: scaleParam(),
    bias: biasParam,
  },
  fill: (kernel, random, { activation, distribution, scale }) => {
    const { [`table_${activation}`]: size } = distribution === 'uniform' ? uniformLimits : normalStds;
    const value = size!(kernel.fanIn, kernel.fanOut) * scale;
    return distribution === 'uniform' ? uniformFill(random, value) : normalFill(random, kernel, value, false);
  },
});
