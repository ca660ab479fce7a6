import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { repositoryRoot } from '../../../scripts/paths.ts';

const versions = { ...manifest.dependencies, ...manifest.devDependencies };
const page = readFileSync(join(repositoryRoot, 'docs', 'dependencies.md'), 'utf8');

describe('dependencies', () => {
  it('are pinned to exact versions', () => {
    expect(Object.entries(versions).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it('each have their reason in docs/dependencies.md, with the version in use', () => {
    const lines = page.split('\n');
    const missing = Object.entries(versions).filter(([name, version]) => {
      const line = lines.find((each) => each.split('|')[1]?.includes(`\`${name}\``));
      return !line?.includes(version.split('.').slice(0, 2).join('.'));
    });
    expect(missing).toEqual([]);
  });

  it('that run a script on installation are the ones listed', () => {
    expect(Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed)).toEqual([['node', true]]);
  });
});
