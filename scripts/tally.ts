/** Outcomes of checks and tests, counted. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const onePassed: Tally = { passed: 1, failed: 0, skipped: 0 };
export const oneFailed: Tally = { passed: 0, failed: 1, skipped: 0 };

/** The sum of several tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }),
    {
      passed: 0,
      failed: 0,
      skipped: 0,
    },
  );
}

/** The last line of a whole run. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * What a vitest project did, from its JSON report and exit code. A missing report, no test at all, a file that could not be loaded
 * and a bad exit code without a failed test each count as a failure: silence is not success.
 */
export function tallyOfVitest(report: unknown, exitCode: number | null): Tally {
  const passed = count(report, 'numPassedTests');
  const skipped = count(report, 'numPendingTests') + count(report, 'numTodoTests');
  const failed = count(report, 'numFailedTests') + brokenFiles(report);
  const isSilent = passed + failed === 0;
  const isBad = exitCode !== 0 && failed === 0;
  return { passed, failed: failed + (isSilent || isBad ? 1 : 0), skipped };
}

function count(report: unknown, name: string): number {
  const value = field(report, name);
  return typeof value === 'number' ? value : 0;
}

/** Files that failed without a failed test in them: an import that throws, a hook that fails. */
function brokenFiles(report: unknown): number {
  return listOf(report, 'testResults').filter((file) => field(file, 'status') === 'failed' && !hasFailedTest(file))
    .length;
}

/**
 * What failed in a vitest project, a line each: file, test, first lines of what was wrong. It is repeated below everything else, where a
 * log that is cut at the top still shows it.
 */
export function failuresOf(report: unknown): readonly string[] {
  return listOf(report, 'testResults').flatMap((file) => {
    const name = fileOf(file);
    const failed = listOf(file, 'assertionResults').filter((test) => field(test, 'status') === 'failed');
    if (failed.length > 0)
      return failed.map((test) => line(name, field(test, 'fullName'), listOf(test, 'failureMessages')[0]));
    return field(file, 'status') === 'failed' ? [line(name, 'the file itself', field(file, 'message'))] : [];
  });
}

function line(file: string, test: unknown, message: unknown): string {
  const reason = String(message ?? 'no reason given')
    .split('\n')
    .slice(0, 8)
    .join('\n      ');
  return `✗ ${file} > ${String(test)}\n      ${reason}`;
}

function fileOf(file: unknown): string {
  const name = String(field(file, 'name') ?? '');
  return name.slice(Math.max(0, name.lastIndexOf('/tests/') + 1));
}

function listOf(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? list : [];
}

function hasFailedTest(file: unknown): boolean {
  return listOf(file, 'assertionResults').some((test) => field(test, 'status') === 'failed');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}
