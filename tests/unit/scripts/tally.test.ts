import { describe, expect, it } from 'vitest';
import { whatToInstall } from '../../../scripts/ensureBrowser.ts';
import { closingLine, failuresOf, oneFailed, onePassed, sum, tallyOfVitest } from '../../../scripts/tally.ts';

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

describe('failuresOf', () => {
  it('names the file, the test and what was wrong; a file that could not be loaded too; nothing where all is well', () => {
    const test = { status: 'failed', fullName: 'adds up', failureMessages: ['expected 2 to be 3\n    at here'] };
    const report = {
      testResults: [
        { name: '/home/tests/unit/a.test.ts', status: 'failed', assertionResults: [{ status: 'passed' }, test] },
        { name: '/home/tests/unit/b.test.ts', status: 'failed', message: 'cannot find c.ts', assertionResults: [] },
        { name: '/home/tests/unit/d.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    };
    expect(failuresOf(report)).toEqual([
      '✗ tests/unit/a.test.ts > adds up\n      expected 2 to be 3\n          at here',
      '✗ tests/unit/b.test.ts > the file itself\n      cannot find c.ts',
    ]);
    expect(failuresOf(null)).toEqual([]);
  });
});

describe('the browser of the tests', () => {
  it('is asked for in one sentence where there is none', () => {
    expect(whatToInstall('linux')).toContain('apt-get install chromium');
    expect(whatToInstall('darwin')).not.toContain('apt-get');
  });
});
