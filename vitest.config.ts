import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserArguments, findBrowser } from './tests/support/browser.ts';
import { LongestFirst } from './tests/support/longestFirst.ts';

/** Tests that read frame times: nothing else may run beside them. */
const frameTests = ['tests/e2e/frames.test.ts', 'tests/e2e/surfacesPictures.test.ts'];

/** A real browser on a machine that does other things too: what fails once is tried once more, and the report says so. */
const ONCE_MORE = 1;

/** Four projects, which scripts/test.ts runs: two cores are enough for the first two, then for one at a time. */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          globalSetup: ['tests/support/kernelsSetup.ts'],
          include: ['tests/{unit,contract,security}/**/*.test.ts'],
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Without this the first test that meets a new dependency reloads the page and loses its run.
        optimizeDeps: { include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-webgl', 'valibot'] },
        test: {
          name: 'engine',
          globalSetup: ['tests/support/kernelsSetup.ts'],
          include: ['tests/engine/**/*.test.ts'],
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // One page for all files: what one has made the card compile need not be compiled for the next.
          isolate: false,
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            ui: false,
            screenshotFailures: false,
            provider: playwright({ launchOptions: engineBrowser() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: frameTests,
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 240_000,
          hookTimeout: 180_000,
          // Windows wait more than they work.
          maxWorkers: 2,
          retry: ONCE_MORE,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'frames',
          environment: 'node',
          include: frameTests,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          retry: ONCE_MORE,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});

/** The system's browser: none is ever downloaded. Without one, Playwright names the missing file when the project starts. */
function engineBrowser() {
  const found = findBrowser();
  return { args: [...browserArguments], ...(found === null ? {} : { executablePath: found.path }) };
}
