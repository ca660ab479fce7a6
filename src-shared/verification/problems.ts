import { dot, type Matrix } from '../solvers/vector.ts';

/** A problem of a reference file: the fields depend on its kind. */
export interface ReferenceProblem {
  readonly kind: string;
  readonly theta0: readonly number[];
  readonly A?: readonly (readonly number[])[];
  readonly b?: readonly number[];
  readonly X?: readonly (readonly number[])[];
  readonly y?: readonly number[];
  readonly gradients?: readonly (readonly number[])[];
}

/** An objective in double precision. `k` is the 0-based number of the update: some problems show each update another row. */
export interface Objective {
  /** Null where the problem has gradients only. */
  value(theta: Float64Array): number | null;
  gradient(theta: Float64Array, k: number): Float64Array;
  hessian?(theta: Float64Array): Matrix;
  /** 2 JᵀJ where f is a sum of squares. */
  gaussNewton?(theta: Float64Array): Matrix;
}

/** ½ θᵀAθ − bᵀθ; a saddle is the same with an indefinite A. */
function quadratic({ A = [], b = [] }: ReferenceProblem): Objective {
  const product = (theta: Float64Array) => Float64Array.from(A, (row) => dot(row, theta));
  return {
    value: (theta) => 0.5 * dot(theta, product(theta)) - dot(b, theta),
    gradient: (theta) => product(theta).map((value, i) => value - b[i]!),
    hessian: () => A.map((row) => Float64Array.from(row)),
  };
}

function twoDimensional(
  value: (x: number, y: number) => number,
  gradient: (x: number, y: number) => readonly [number, number],
  /** fxx, fxy, fyy. */
  second?: (x: number, y: number) => readonly [number, number, number],
  /** Rows of the Jacobian of the residuals whose squares are summed. */
  jacobian?: (x: number, y: number) => readonly (readonly [number, number])[],
): Objective {
  const hessian = (theta: Float64Array): Matrix => {
    const [xx, xy, yy] = second!(theta[0]!, theta[1]!);
    return [Float64Array.of(xx, xy), Float64Array.of(xy, yy)];
  };
  const gaussNewton = (theta: Float64Array): Matrix => {
    const rows = jacobian!(theta[0]!, theta[1]!);
    const entry = (i: 0 | 1, j: 0 | 1): number => 2 * rows.reduce((sum, row) => sum + row[i] * row[j], 0);
    return [Float64Array.of(entry(0, 0), entry(0, 1)), Float64Array.of(entry(1, 0), entry(1, 1))];
  };
  return {
    ...(second ? { hessian } : {}),
    ...(jacobian ? { gaussNewton } : {}),
    value: (theta) => value(theta[0]!, theta[1]!),
    gradient: (theta) => Float64Array.from(gradient(theta[0]!, theta[1]!)),
  };
}

const beale = twoDimensional(
  (x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y ** 3) ** 2,
  (x, y) => {
    const [r1, r2, r3] = [1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y ** 3];
    return [
      2 * (r1 * (y - 1) + r2 * (y * y - 1) + r3 * (y ** 3 - 1)),
      2 * (r1 * x + r2 * 2 * x * y + r3 * 3 * x * y * y),
    ];
  },
  (x, y) => {
    const [r1, r2, r3] = [1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y ** 3];
    const [a1, a2, a3] = [y - 1, y * y - 1, y ** 3 - 1];
    const [b1, b2, b3] = [x, 2 * x * y, 3 * x * y * y];
    return [
      2 * (a1 * a1 + a2 * a2 + a3 * a3),
      2 * (a1 * b1 + a2 * b2 + a3 * b3 + r1 + r2 * 2 * y + r3 * 3 * y * y),
      2 * (b1 * b1 + b2 * b2 + b3 * b3 + r2 * 2 * x + r3 * 6 * x * y),
    ];
  },
  (x, y) => [
    [y - 1, x],
    [y * y - 1, 2 * x * y],
    [y ** 3 - 1, 3 * x * y * y],
  ],
);

const rosenbrock = twoDimensional(
  (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  (x, y) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  (x, y) => [2 - 400 * (y - 3 * x * x), -400 * x, 200],
  (x) => [
    [-1, 0],
    [-20 * x, 10],
  ],
);

const longValley = twoDimensional(
  (x, y) => 2 * x * x + 0.005 * (y * y - 4) ** 2,
  (x, y) => [4 * x, 0.02 * y * (y * y - 4)],
  (_x, y) => [4, 0, 0.02 * (3 * y * y - 4)],
);

const himmelblau = twoDimensional(
  (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  (x, y) => [4 * x * (x * x + y - 11) + 2 * (x + y * y - 7), 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7)],
  (x, y) => [12 * x * x + 4 * y - 42, 4 * (x + y), 4 * x + 12 * y * y - 26],
);

/** Update k sees row k mod n alone; the value is the mean over all rows. */
function sparseLeastSquares({ X = [], y = [] }: ReferenceProblem): Objective {
  return {
    value: (theta) => X.reduce((sum, row, i) => sum + 0.5 * (dot(row, theta) - y[i]!) ** 2, 0) / X.length,
    gradient: (theta, k) => {
      const row = X[k % X.length]!;
      const error = dot(row, theta) - y[k % X.length]!;
      return Float64Array.from(row, (x) => error * x);
    },
  };
}

function gradientSequence({ gradients = [] }: ReferenceProblem): Objective {
  return { value: () => null, gradient: (_theta, k) => Float64Array.from(gradients[k] ?? []) };
}

const kinds: Readonly<Record<string, (problem: ReferenceProblem) => Objective>> = {
  quadratic,
  saddle: quadratic,
  beale: () => beale,
  rosenbrock: () => rosenbrock,
  long_valley: () => longValley,
  himmelblau: () => himmelblau,
  sparse_least_squares: sparseLeastSquares,
  gradient_sequence: gradientSequence,
};

/** The objective of a reference problem, or null for a kind this program does not know. */
export function objectiveOf(problem: ReferenceProblem): Objective | null {
  return Object.hasOwn(kinds, problem.kind) ? kinds[problem.kind]!(problem) : null;
}
