import { StudioError } from '../result.ts';
import type { VerifyBackend } from './backend.ts';
import { float64Backend } from './float64Backend.ts';
import type { Content, Job } from './job.ts';
import { networkJobs } from './networkFile.ts';
import { summarise, type EntryResult, type VerifyReport } from './report.ts';
import { tableChecks } from './tables.ts';
import { traceJobs } from './traceFile.ts';

/** Between two entries: may let others in, tell how far it is, or throw to end it. */
export type Breathe = (done: number, total: number) => Promise<void>;

/**
 * Checks a parsed reference file on a backend: a file of traces and tables, or of small networks. Solvers of traces, and cases that say
 * nothing in float32, run in doubles whatever the backend. Throws `verifyFormat`.
 */
export async function verifyReference(
  file: string,
  content: unknown,
  backend: VerifyBackend = float64Backend,
  breathe: Breathe = () => Promise.resolve(),
): Promise<VerifyReport> {
  checkFormat(file, content);
  const jobs = isNetworkFile(content) ? networkJobs(content, backend) : traceJobs(content, backend);
  const results: { id: string; result: EntryResult | null }[] = [];
  for (const [done, job] of jobs.entries()) {
    await breathe(done, jobs.length);
    results.push({ id: job.id, result: await orUnsupported(job) });
  }
  return summarise(file, backend.precision, results);
}

/** Throws `verifyFormat` for what is no reference file. */
export function checkFormat(file: string, content: unknown): asserts content is Content {
  const data = typeof content === 'object' && content !== null ? (content as Content) : {};
  const isReference =
    Array.isArray(data.networks) || Array.isArray(data.cases) || Object.keys(tableChecks).some((name) => name in data);
  if (!isReference) throw new StudioError('verifyFormat', { name: file, value: String(data.format ?? '–') });
}

function isNetworkFile(content: Content): boolean {
  return Array.isArray(content.networks);
}

/** A curvature that a problem does not have is a thing not known here, not a failure. */
async function orUnsupported(job: Job): Promise<EntryResult | null> {
  try {
    return await job.run();
  } catch (error) {
    if (error instanceof StudioError && error.code === 'curvatureMissing') return null;
    throw error;
  }
}
