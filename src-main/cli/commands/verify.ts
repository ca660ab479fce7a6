import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '#shared/result.ts';
import type { VerifyReport } from '#shared/verification/report.ts';
import { verifyReference } from '#shared/verification/verify.ts';
import type { Command } from '../command.ts';
import { oneOf } from '../commandLine.ts';
import type { Say } from '../sentences.ts';
import { textTable } from '../table.ts';

const backends = ['float64'] as const;

/** `descent verify FILE`: checks the rules and tables against a reference file; done (exit code 0) only when all of it passed. */
export const verifyCommand: Command = {
  name: 'verify',
  positional: { placeholder: 'FILE', min: 1, max: 1 },
  options: { backend: { type: 'value', placeholder: backends.join('|') } },
  async run({ positionals, values }, { say }) {
    oneOf('backend', values.get('backend') ?? 'float64', backends);
    const file = positionals[0]!;
    const report = verifyReference(file, await readJson(file));
    const json = {
      ...report,
      failed: report.failed.map((check) => ({ ...check, deviation: finite(check.deviation) })),
    };
    return { json, text: reportText(say, report), failed: report.passed < report.total };
  },
};

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

function reportText(say: Say, { total, passed, failed, unsupported }: VerifyReport): string {
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
  ];
  return parts.filter(Boolean).join('\n\n');
}
