import { build, type CliOptions } from 'electron-builder';
import { parseArgs } from 'node:util';
import { builderConfig } from '../electron-builder.config.ts';
import { ensureBuilt } from './build.ts';
import { repositoryRoot } from './paths.ts';

const usage = 'Usage: npm run package -- [--mac] [--win] [--linux] [--dir]';

/** Options for electron-builder from the command line; without a system the one at hand, `--dir` for an unpacked folder. Throws TypeError for an unknown option. */
export function packageOptions(args: readonly string[]): CliOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mac: { type: 'boolean' },
      win: { type: 'boolean' },
      linux: { type: 'boolean' },
      dir: { type: 'boolean', default: false },
    },
  });
  const { mac, win, linux, dir } = values;
  return {
    ...(mac ? { mac: [] } : {}),
    ...(win ? { win: [] } : {}),
    ...(linux ? { linux: [] } : {}),
    dir,
    projectDir: repositoryRoot,
    config: builderConfig,
    publish: 'never',
  };
}

/** Builds what is stale and packs it; returns the exit code. The first time electron-builder downloads Electron and its tools. */
async function makePackage(args: readonly string[]): Promise<number> {
  const options = packageOptions(args);
  await ensureBuilt();
  const artefacts = await build(options);
  for (const file of artefacts) process.stdout.write(`${file}\n`);
  return 0;
}

if (import.meta.main) {
  process.exitCode = await makePackage(process.argv.slice(2)).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(error instanceof TypeError ? `${message}\n${usage}\n` : `Packaging failed: ${message}\n`);
    return error instanceof TypeError ? 2 : 1;
  });
}
