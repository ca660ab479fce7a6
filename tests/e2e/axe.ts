import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../scripts/paths.ts';

interface Found {
  readonly id: string;
  readonly impact: string | null;
  readonly html: readonly string[];
}

/** Puts axe-core into the page; it stays until the page loads anew. */
export async function loadAxe(page: Page): Promise<void> {
  const source = await readFile(join(repositoryRoot, 'node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(`${source};0`);
}

/** Violations of the page as it stands, but for minor ones, as a report would say them; of all rules, or of some. */
export async function axeViolations(page: Page, rules: readonly string[] = []): Promise<string[]> {
  const options = {
    resultTypes: ['violations'],
    preload: false,
    iframes: false,
    ...(rules.length > 0 && { runOnly: rules }),
  };
  // As text: the tests are type-checked without the DOM.
  const found = await page.evaluate<Found[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => ({ id, impact, html: nodes.map((node) => node.html.slice(0, 200)) })))`,
  );
  return found
    .filter(({ impact }) => impact !== 'minor')
    .map(({ id, impact, html }) => `${impact} ${id}: ${html.join(' | ')}`);
}
