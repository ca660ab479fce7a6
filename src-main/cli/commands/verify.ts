import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { TaskProgress } from '#main/services/taskQueue.ts';
import { StudioError } from '#shared/result.ts';
import { verifyBackends, type VerifyEngine } from '#shared/verification/backend.ts';
import type { VerifyReport } from '#shared/verification/report.ts';
import { checkFormat, verifyReference } from '#shared/verification/verify.ts';
import type { Command, CommandContext } from '../command.ts';
import { oneOf } from '../commandLine.ts';
import type { Say } from '../sentences.ts';
import { textTable } from '../table.ts';

/**
 * `descent verify FILE`: checks rules, tables and trainings against a reference file, in plain doubles or on an engine that trains; done
 * (exit code 0) only when all of it passed.
 */
export const verifyCommand: Command = {
  name: 'verify',
  positional: { valueName: 'FILE', min: 1, max: 1 },
  options: { backend: { type: 'value', valueName: verifyBackends.join('|') } },
  async run({ positionals, values }, context) {
    const backend = oneOf('backend', values.get('backend') ?? 'float64', verifyBackends);
    const file = positionals[0]!;
    const content = await readJson(file);
    checkFormat(file, content);
    const report =
      backend === 'float64' ? await verifyReference(file, content) : await onEngine(backend, file, content, context);
    const json = {
      ...report,
      failed: report.failed.map((check) => ({ ...check, deviation: finite(check.deviation) })),
    };
    return { json, text: reportText(context.say, report), failed: report.passed < report.total };
  },
};

/** What the page answers: through JSON, a deviation that is no number came as null. */
const answered = v.object({
  file: v.string(),
  total: v.number(),
  passed: v.number(),
  failed: v.array(
    v.object({
      id: v.string(),
      what: v.string(),
      deviation: v.pipe(
        v.nullable(v.number()),
        v.transform((deviation) => deviation ?? Infinity),
      ),
      tolerance: v.number(),
    }),
  ),
  unsupported: v.array(v.string()),
  float64: v.array(v.string()),
});

/** In the window-less page: engines train in a worker of a browser. */
async function onEngine(
  engine: VerifyEngine,
  file: string,
  content: unknown,
  { say, progress, signal, workshop }: CommandContext,
): Promise<VerifyReport> {
  const onProgress = ({ fraction, stage, detail }: TaskProgress) =>
    progress.update(
      say('cli.training', { percent: Math.round(fraction * 100), message: say(`cli.stage.${stage}`, detail) }),
    );
  return v.parse(answered, await workshop.perform({ kind: 'verify', engine, file, content }, { signal, onProgress }));
}

/** A deviation that is not a number at all is null. */
function finite(deviation: number): number | null {
  return Number.isFinite(deviation) ? deviation : null;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(path.resolve(file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StudioError(error.code === 'ENOENT' ? 'fileMissing' : 'fileUnreadable', { name: file });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StudioError('verifyNotJson', { name: file, message: error instanceof Error ? error.message : '' });
  }
}

function reportText(say: Say, { total, passed, failed, unsupported, float64 = [] }: VerifyReport): string {
  const heading = ['id', say('cli.columns.what'), say('cli.columns.deviation'), say('cli.columns.tolerance')];
  const rows = failed.map(({ id, what, deviation, tolerance }) => [
    id,
    what,
    deviation.toExponential(2),
    tolerance.toExponential(2),
  ]);
  const parts = [
    say('cli.verified', { passed, total }),
    failed.length > 0 && textTable(heading, rows),
    unsupported.length > 0 && say('cli.verifyUnsupported', { names: unsupported.join(', ') }),
    float64.length > 0 && say('cli.verifyInFloat64', { names: float64.join(', ') }),
  ];
  return parts.filter(Boolean).join('\n\n');
}
