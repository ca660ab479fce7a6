import { isOptimizer, optimizer } from '../optimizers/index.ts';
import type { VerifyBackend } from './backend.ts';
import { float64Backend } from './float64Backend.ts';
import { entryResult, type Content, type Job } from './job.ts';
import { hyperparameters, traceDeviation, type OptimizerCase } from './optimizerCase.ts';
import { caseTolerance } from './precision.ts';
import { objectiveOf, type Objective, type ReferenceProblem } from './problems.ts';
import type { Check, EntryResult } from './report.ts';
import { solverDeviation } from './solverCase.ts';
import { tableChecks, type Entry } from './tables.ts';

/** The cases and tables of a file of traces. Solvers run in doubles on every backend. */
export function traceJobs(data: Content, backend: VerifyBackend): Job[] {
  const problems = (data.problems ?? {}) as Record<string, ReferenceProblem>;
  const cases = ((data.cases ?? []) as OptimizerCase[]).map((testCase) => ({
    id: testCase.id,
    run: () => verifyTrace(testCase, problems[testCase.problem], backend),
  }));
  const tables = Object.entries(tableChecks).flatMap(([table, verify]) =>
    ((data[table] ?? []) as Entry[]).map((entry, index) => {
      const id = String(entry.id ?? `${table}-${index}`);
      return { id, run: async () => entryResult(await verify({ ...entry, id }, backend)) };
    }),
  );
  return [...cases, ...tables];
}

async function verifyTrace(
  testCase: OptimizerCase,
  problem: ReferenceProblem | undefined,
  backend: VerifyBackend,
): Promise<EntryResult | null> {
  const objective = problem ? objectiveOf(problem) : null;
  if (!objective) return null;
  const isRule = isOptimizer(testCase.optimizer);
  const own = isRule ? caseTolerance(backend, testCase) : null;
  const [on, tolerance] = own === null ? [float64Backend, testCase.tolerance] : [backend, own];
  const deviation = isRule ? await ruleDeviation(on, testCase, objective) : solverDeviation(testCase, objective);
  if (deviation === null) return null;
  const { id } = testCase;
  return entryResult([{ id, what: 'theta', deviation, tolerance }, ...valueChecks(testCase, objective)], own === null);
}

async function ruleDeviation(
  backend: VerifyBackend,
  testCase: OptimizerCase,
  objective: Objective,
): Promise<number | null> {
  const rule = optimizer(testCase.optimizer);
  const h = hyperparameters(rule, testCase.params);
  return h && traceDeviation(backend, rule, h, testCase, objective);
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
