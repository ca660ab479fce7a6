import { activationNumber } from '#shared/layers/activation.ts';
import { shapeSize } from '#shared/layers/kind.ts';
import { activationCodes, curveCodes } from '../kernels.ts';
import { isCoded, isDerivedFromInput } from './activation.ts';
import type { CpuLayer, CpuLayerKind } from './cpuLayer.ts';

/** An activation as a layer of its own: its derivative is told by its output or by its input, which both stay where they are. */
export const activationLayer: CpuLayerKind = (site) => {
  const name = String(site.params.activation);
  const values = shapeSize(site.outputShape);
  const y = site.room(values);
  return {
    gradientInPlace: true,
    keepsOutput: !isDerivedFromInput(name) && name !== 'linear' && name !== 'relu',
    ...waysOf(name, site, y, values),
  };
};

type Site = Parameters<CpuLayerKind>[0];

function waysOf(
  name: string,
  { kernels, params, outputShape }: Site,
  y: number,
  values: number,
): Pick<CpuLayer, 'forward' | 'backward'> {
  if (name === 'softmax') {
    const columns = outputShape.at(-1) ?? 1;
    const places = values / columns;
    return {
      forward: (x, _weights, rows) => (kernels.softmax(x, y, rows * places, columns), y),
      backward: ({ y: out, dy, rows }) => kernels.softmaxGradient(out, dy, dy, rows * places, columns),
    };
  }
  if (isCoded(name)) {
    const code = activationCodes[name];
    return {
      forward: (x, _weights, rows) => (kernels.activate(code, x, y, rows * values), y),
      backward: ({ y: out, dy, rows }) => kernels.activateGradient(code, out, dy, dy, rows * values),
    };
  }
  const [code, number] = [curveCodes[name as keyof typeof curveCodes], activationNumber(name, params)];
  const byInput = isDerivedFromInput(name);
  return {
    forward: (x, _weights, rows) => (kernels.curve(code, x, y, rows * values, number), y),
    backward: ({ x, y: out, dy, rows }) =>
      kernels.curveGradient(code, byInput ? x : out, dy, dy, rows * values, number),
  };
}
