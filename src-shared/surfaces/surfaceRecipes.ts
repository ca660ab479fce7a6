import type { ParamValues } from '../domain/params.ts';
import type { ClipSetting } from './racer.ts';
import type { Pair } from './surface.ts';

/** One racer of a recipe. */
export interface RecipeRacer {
  readonly racer: string;
  readonly params: ParamValues;
  readonly clip?: ClipSetting | null;
}

/** Settings of a published race that a card loads; its lesson is in the locale files under `surfaces.recipes.<id>`. */
export interface SurfaceRecipe {
  readonly id: string;
  readonly surface: string;
  readonly params: ParamValues;
  readonly start: Pair;
  readonly steps: number;
  readonly racers: readonly RecipeRacer[];
}

const at = (learningRate: number, params: ParamValues = {}): ParamValues => ({ learningRate, ...params });
const outside = (learningRate: number, beta: number): ParamValues => at(learningRate, { beta, form: 'lr_out' });
const inside = (learningRate: number): ParamValues =>
  at(learningRate, { epsilon: 1e-6, eps_place: 'inside', initial_accumulator: 0 });

/** Rates of 0.1 with the usual defaults, but AdaGrad starts at 0 as published and Adadelta has its paper's rate of 1. */
const fromRidge: readonly RecipeRacer[] = [
  { racer: 'rmsprop', params: at(0.1) },
  { racer: 'nadam', params: at(0.1) },
  { racer: 'adam', params: at(0.1) },
  { racer: 'adamax', params: at(0.1) },
  { racer: 'adagrad', params: at(0.1, { initial_accumulator: 0 }) },
  { racer: 'adadelta', params: at(1, { rho: 0.95, epsilon: 1e-6 }) },
  { racer: 'nesterov', params: at(0.1) },
  { racer: 'momentum', params: at(0.1) },
  { racer: 'sgd', params: at(0.1) },
  { racer: 'ftrl', params: at(0.1) },
];

/** The published races, in the order of the cards. */
export const surfaceRecipes: readonly SurfaceRecipe[] = [
  {
    id: 'ravine',
    surface: 'quadratic',
    params: { a: 0.1, b: 2 },
    start: [-5, -2],
    steps: 20,
    racers: [
      { racer: 'sgd', params: at(0.4) },
      { racer: 'sgd', params: at(0.6) },
      { racer: 'momentum', params: outside(0.6, 0.5) },
      { racer: 'momentum', params: outside(0.6, 0.25) },
      { racer: 'adagrad', params: inside(0.4) },
      { racer: 'adagrad', params: inside(2) },
    ],
  },
  {
    id: 'longValley',
    surface: 'long_valley',
    params: {},
    start: [1, 0.001],
    steps: 300,
    racers: fromRidge,
  },
  {
    id: 'beale',
    surface: 'beale',
    params: {},
    start: [1, 1.5],
    steps: 300,
    racers: [
      { racer: 'momentum', params: at(0.01, { beta: 0.9 }) },
      { racer: 'nesterov', params: at(0.01, { beta: 0.9 }) },
      { racer: 'sgd', params: at(0.01) },
      { racer: 'rmsprop', params: at(0.01) },
      { racer: 'momentum', params: at(0.005, { beta: 0.9 }) },
    ],
  },
  { id: 'saddle', surface: 'saddle', params: {}, start: [1, 0.001], steps: 40, racers: fromRidge },
  {
    id: 'cliff',
    surface: 'cliff',
    params: { height: 10, steepness: 20 },
    start: [1.5, 1.5],
    steps: 60,
    racers: [
      { racer: 'sgd', params: at(0.3) },
      { racer: 'sgd', params: at(0.3), clip: { mode: 'norm', threshold: 1 } },
      { racer: 'adam', params: at(0.3) },
    ],
  },
  {
    id: 'slope',
    surface: 'slope_plateau',
    params: {},
    start: [-5, 0],
    steps: 120,
    racers: [
      { racer: 'sgd', params: at(0.1) },
      { racer: 'momentum', params: at(0.1, { beta: 0.9 }) },
    ],
  },
];
