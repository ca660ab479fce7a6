import { activationNumber } from '#shared/layers/activation.ts';
import { activationKinds } from '#shared/layers/activations.ts';
import { activationCodes, curveCodes, type Kernels } from '../kernels.ts';
import type { LayerSite } from './cpuLayer.ts';

/** An activation by name, with its two halves apart: usually the same, different where a neighbour does one of them (see activationPlaces.ts). */
export interface ActivationHalves {
  /** What the layer applies to its values. */
  readonly applied: string;
  /** What it takes the derivative of on the way back. */
  readonly derived: string;
}

/** An activation as a layer uses it: a code for the epilogue of its kernel, and what is left to do besides. */
export interface CpuActivation {
  /** For the kernel that computes the layer. */
  readonly code: number;
  /** True where `backward` reads more of the output than its sign. */
  readonly keepsOutput: boolean;
  /** Finishes y in place, [rows, columns], where the kernel applied `code` already. */
  finish(y: number, rows: number, columns: number): void;
  /** Applies the whole activation to y in place, for kernels without an epilogue. */
  apply(y: number, rows: number, columns: number): void;
  /** Turns the gradient of the activation's output into that of its input, in place. */
  backward(y: number, dy: number, rows: number, columns: number): void;
}

type CodedName = keyof typeof activationCodes;
type CurveName = keyof typeof curveCodes;

/** True for an activation that kernels apply on their way; it works number by number and never turns the order of two numbers round. */
export function isCoded(name: string): name is CodedName {
  return Object.hasOwn(activationCodes, name);
}

function isCurve(name: string): name is CurveName {
  return Object.hasOwn(curveCodes, name);
}

/** True for an activation whose derivative is told by its input alone. */
export function isDerivedFromInput(name: string): boolean {
  return activationKinds.find(({ id }) => id === name)?.derivedFrom === 'input';
}

/**
 * The activation at a layer's output, `values` numbers a row; an unknown name is linear. Softmax runs over the last axis, `columns` values. What
 * is derived from its input keeps that in a room of its own.
 */
export function cpuActivation(site: ActivationSite, values: number): CpuActivation {
  const { kernels, activation } = site;
  const { applied, derived } = activation;
  if (isCurve(applied)) return cpuCurve(site, applied, values);
  const code = isCoded(applied) ? activationCodes[applied] : activationCodes.linear;
  const finish: CpuActivation['finish'] =
    applied === 'softmax' ? (y, rows, columns) => kernels.softmax(y, y, rows, columns) : nothing;
  const coded: CpuActivation['apply'] = (y, rows, columns) => kernels.activate(code, y, y, rows * columns);
  return {
    code,
    keepsOutput: derived === 'softmax' || derived === 'tanh' || derived === 'sigmoid',
    finish,
    apply: code === activationCodes.linear ? finish : coded,
    backward: backwardOf(kernels, derived),
  };
}

type ActivationSite = Pick<LayerSite, 'kernels' | 'activation' | 'room'>;

function cpuCurve({ kernels, room }: ActivationSite, name: CurveName, values: number): CpuActivation {
  const [code, number] = [curveCodes[name], activationNumber(name)];
  const input = isDerivedFromInput(name) ? room(values) : null;
  const apply: CpuActivation['apply'] = (y, rows, columns) => {
    if (input !== null) kernels.activate(activationCodes.linear, y, input, rows * columns);
    kernels.curve(code, y, y, rows * columns, number);
  };
  return {
    code: activationCodes.linear,
    keepsOutput: input === null,
    finish: apply,
    apply,
    backward: (y, dy, rows, columns) => kernels.curveGradient(code, input ?? y, dy, dy, rows * columns, number),
  };
}

function backwardOf(kernels: Kernels, name: string): CpuActivation['backward'] {
  if (name === 'softmax') return (y, dy, rows, columns) => kernels.softmaxGradient(y, dy, dy, rows, columns);
  if (!isCoded(name) || name === 'linear') return nothing;
  const code = activationCodes[name];
  return (y, dy, rows, columns) => kernels.activateGradient(code, y, dy, dy, rows * columns);
}

function nothing(): void {}
