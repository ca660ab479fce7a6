import { isOptimizer } from '../optimizers/index.ts';
import type { OpenNetwork, VerifyBackend } from './backend.ts';
import { float64Backend } from './float64Backend.ts';
import { entryResult, type Content, type Job } from './job.ts';
import type { ReferenceNetwork } from './network.ts';
import {
  networkChecks,
  ruleOf,
  solverFloat32Deviation,
  trainUnderRule,
  trainWithSolver,
  type NetworkCase,
} from './networkCase.ts';
import { caseTolerance, float32Tolerance } from './precision.ts';
import type { EntryResult } from './report.ts';
import { solverOf } from './solverCase.ts';

/** The trainings of a file of networks. */
export function networkJobs(data: Content, backend: VerifyBackend): Job[] {
  const networks = new Map((data.networks as ReferenceNetwork[]).map((network) => [network.id, network]));
  return ((data.cases ?? []) as NetworkCase[]).map((testCase) => ({
    id: testCase.id,
    run: async () => {
      const network = networks.get(testCase.net);
      if (!network) return null;
      if (isOptimizer(testCase.optimizer)) return verifyTraining(network, testCase, backend);
      return verifySolverTraining(network, testCase, backend);
    },
  }));
}

async function verifyTraining(
  network: ReferenceNetwork,
  testCase: NetworkCase,
  backend: VerifyBackend,
): Promise<EntryResult | null> {
  const own = caseTolerance(backend, testCase);
  const [on, tolerance] = own === null ? [float64Backend, testCase.tolerance] : [backend, own];
  const known = ruleOf(testCase);
  return withNetwork(on, network, async (open) => {
    if (!known) return null;
    const trace = await trainUnderRule(open, network, testCase, known);
    return entryResult(networkChecks(network, testCase, trace, tolerance), own === null);
  });
}

/** Solvers get loss, gradient and curvature of the backend. In float32 they may be off by what rounding alone does to them, measured here. */
async function verifySolverTraining(
  network: ReferenceNetwork,
  testCase: NetworkCase,
  backend: VerifyBackend,
): Promise<EntryResult | null> {
  const known = solverOf(testCase);
  if (!known) return null;
  return withNetwork(float64Backend, network, (exact) =>
    withNetwork(backend, network, (open) => {
      const tolerance =
        backend.precision === 'float64'
          ? testCase.tolerance
          : float32Tolerance(solverFloat32Deviation(exact.smooth(), network, testCase, known));
      const trace = trainWithSolver(open.smooth(), network, testCase, known);
      return Promise.resolve(entryResult(networkChecks(network, testCase, trace, tolerance)));
    }),
  );
}

async function withNetwork(
  backend: VerifyBackend,
  network: ReferenceNetwork,
  work: (open: OpenNetwork) => Promise<EntryResult | null>,
): Promise<EntryResult | null> {
  const open = backend.openNetwork(network);
  if (!open) return null;
  try {
    return await work(open);
  } finally {
    open.dispose();
  }
}
