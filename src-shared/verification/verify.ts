import { float64Algebra } from '../algebra/float64.ts';
import { isOptimizer, optimizer } from '../optimizers/index.ts';
import { StudioError } from '../result.ts';
import type { ReferenceNetwork } from './network.ts';
import { networkChecks, trainInDoubles, type NetworkCase } from './networkCase.ts';
import { hyperparameters, traceDeviation, type OptimizerCase } from './optimizerCase.ts';
import { objectiveOf, type Objective, type ReferenceProblem } from './problems.ts';
import { passed, type Check, type VerifyReport } from './report.ts';
import { solverDeviation } from './solverCase.ts';
import { tableChecks, type Entry } from './tables.ts';

const vectors = {
  from: (values: ArrayLike<number>) => Float64Array.from(values),
  toFloat64: (value: Float64Array) => value,
};

interface Collected {
  readonly checks: Check[];
  readonly unsupported: string[];
}

/** Checks a parsed reference file in double precision: a file of traces and tables, or of small networks. Throws `verifyFormat`. */
export function verifyReference(file: string, content: unknown): VerifyReport {
  const data = (content ?? {}) as Record<string, unknown>;
  const collected: Collected = { checks: [], unsupported: [] };
  if (Array.isArray(data.networks)) verifyNetworks(data, collected);
  else if (Array.isArray(data.cases) || Object.keys(tableChecks).some((name) => name in data))
    verifyTraces(data, collected);
  else throw new StudioError('verifyFormat', { name: file, value: String(data.format ?? '–') });
  return summarise(file, collected);
}

/** Counts entries, not single comparisons: an entry passes when all of its comparisons do. */
export function summarise(file: string, { checks, unsupported }: Collected): VerifyReport {
  const ids = new Set(checks.map((check) => check.id));
  const failed = checks.filter((check) => !passed(check));
  const failedIds = new Set(failed.map((check) => check.id));
  return { file, total: ids.size + unsupported.length, passed: ids.size - failedIds.size, failed, unsupported };
}

function verifyTraces(data: Record<string, unknown>, { checks, unsupported }: Collected): void {
  const problems = (data.problems ?? {}) as Record<string, ReferenceProblem>;
  for (const testCase of (data.cases ?? []) as OptimizerCase[]) {
    const deviation = caseDeviation(testCase, problems[testCase.problem]);
    if (deviation === null) unsupported.push(testCase.id);
    else {
      checks.push({ id: testCase.id, what: 'theta', deviation, tolerance: testCase.tolerance });
      checks.push(...valueChecks(testCase, objectiveOf(problems[testCase.problem]!)!));
    }
  }
  for (const [table, verify] of Object.entries(tableChecks))
    for (const [index, entry] of ((data[table] ?? []) as Entry[]).entries()) {
      const id = String(entry.id ?? `${table}-${index}`);
      const found = verify({ ...entry, id });
      if (found) checks.push(...found);
      else unsupported.push(id);
    }
}

function caseDeviation(testCase: OptimizerCase, problem: ReferenceProblem | undefined): number | null {
  const objective = problem ? objectiveOf(problem) : null;
  if (!objective) return null;
  if (!isOptimizer(testCase.optimizer)) return solverDeviation(testCase, objective);
  const rule = optimizer(testCase.optimizer);
  const h = hyperparameters(rule, testCase.params);
  return h ? traceDeviation(float64Algebra, vectors, rule, h, testCase, objective) : null;
}

/** The recorded f at every recorded θ, relative 1e-8 as the reference asks. */
function valueChecks(testCase: OptimizerCase, objective: Objective): Check[] {
  const deviations = testCase.trace.flatMap(({ theta, f }) => {
    if (f === null) return [];
    const ours = objective.value(Float64Array.from(theta)) ?? NaN;
    const distance = Math.abs(ours - f) / Math.max(1, Math.abs(f));
    return [Number.isNaN(distance) ? Infinity : distance];
  });
  return deviations.length === 0
    ? []
    : [{ id: testCase.id, what: 'f', deviation: Math.max(...deviations), tolerance: 1e-8 }];
}

function verifyNetworks(data: Record<string, unknown>, { checks, unsupported }: Collected): void {
  const networks = new Map((data.networks as ReferenceNetwork[]).map((network) => [network.id, network]));
  for (const testCase of (data.cases ?? []) as NetworkCase[]) {
    const network = networks.get(testCase.net);
    const trace = network ? trainInDoubles(network, testCase) : null;
    if (network && trace) checks.push(...networkChecks(network, testCase, trace, testCase.tolerance));
    else unsupported.push(testCase.id);
  }
}
