import { describe, expect, it } from 'vitest';
import { whatToInstall } from '../../../scripts/ensureBrowser.ts';
import { closingLine, oneFailed, onePassed, sum, tallyOfVitest } from '../../../scripts/tally.ts';

describe('the closing line', () => {
  it('counts everything and names skipped tests only where there are some', () => {
    expect(closingLine(sum([onePassed, onePassed, oneFailed]))).toBe('2 passed, 1 failed');
    expect(closingLine(sum([onePassed, { passed: 3, failed: 0, skipped: 2 }]))).toBe('4 passed, 0 failed, 2 skipped');
    expect(closingLine(sum([]))).toBe('0 passed, 0 failed');
  });
});

describe('tallyOfVitest', () => {
  const good = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };
  const brokenFile = { status: 'failed', assertionResults: [] };
  const failedFile = { status: 'failed', assertionResults: [{ status: 'failed' }] };

  it.each([
    ['a good report', good, 0, { passed: 5, failed: 0, skipped: 2 }],
    ['no report', null, 1, { passed: 0, failed: 1, skipped: 0 }],
    ['no report and a good exit code', null, 0, { passed: 0, failed: 1, skipped: 0 }],
    ['no test at all', { numPassedTests: 0, testResults: [] }, 0, { passed: 0, failed: 1, skipped: 0 }],
    ['a crash after good tests', good, null, { passed: 5, failed: 1, skipped: 2 }],
    ['a file that cannot be loaded', { ...good, testResults: [brokenFile] }, 1, { passed: 5, failed: 1, skipped: 2 }],
    [
      'one failed test',
      { ...good, numFailedTests: 1, testResults: [failedFile] },
      1,
      { passed: 5, failed: 1, skipped: 2 },
    ],
  ])('%s', (_what, report, exitCode, tally) => {
    expect(tallyOfVitest(report, exitCode)).toEqual(tally);
  });
});

describe('the browser of the tests', () => {
  it('is asked for in one sentence where there is none', () => {
    expect(whatToInstall('linux')).toContain('apt-get install chromium');
    expect(whatToInstall('darwin')).not.toContain('apt-get');
  });
});
