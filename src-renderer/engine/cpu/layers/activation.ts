import { activationCodes, type Kernels } from '../kernels.ts';

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

/** True for an activation that works number by number and never turns the order of two numbers round. */
export function isMonotone(name: string): name is CodedName {
  return Object.hasOwn(activationCodes, name);
}

/** The activation over these kernels; an unknown name is linear. Softmax runs over the last axis, `columns` values. */
export function cpuActivation(kernels: Kernels, { applied, derived }: ActivationHalves): CpuActivation {
  const code = isMonotone(applied) ? activationCodes[applied] : activationCodes.linear;
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

function backwardOf(kernels: Kernels, name: string): CpuActivation['backward'] {
  if (name === 'softmax') return (y, dy, rows, columns) => kernels.softmaxGradient(y, dy, dy, rows, columns);
  if (!isMonotone(name) || name === 'linear') return nothing;
  const code = activationCodes[name];
  return (y, dy, rows, columns) => kernels.activateGradient(code, y, dy, dy, rows * columns);
}

function nothing(): void {}
