import { activate } from '../activations.ts';
import type { Forward } from './forward.ts';

/** An activation as a layer of its own. */
export const activation: Forward = ({ x, params }) => activate(params.activation, x, params);
