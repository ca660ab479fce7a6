import path from 'node:path';
import * as v from 'valibot';
import { exportFormats } from '#main/exporters/index.ts';
import { StudioError } from '#shared/result.ts';
import type { Command, CommandArguments } from '../command.ts';
import { oneOf } from '../commandLine.ts';
import { runId } from '../ids.ts';
import { checkFree, filledAside } from '../place.ts';

/** What the page answers after it has checked an export. */
const exported = v.object({ where: v.string(), samples: v.number(), maxDeviation: v.number() });

/** `descent export RUN --format F --out PATH`: the trained model as files, checked by opening them before they are put in place. */
export const exportCommand: Command = {
  name: 'export',
  positional: { valueName: 'RUN', min: 1, max: 1 },
  options: {
    format: { type: 'value', valueName: exportFormats.join('|') },
    out: { type: 'value', valueName: 'PATH' },
  },
  async run(args, { say, workshop, signal, progress }) {
    const format = oneOf('format', required(args, 'format'), ['tfjs']);
    const out = path.resolve(required(args, 'out'));
    await checkFree(out);
    const run = runId(args.positionals[0]);
    const { hasWeights } = await (await workshop.calls())['runs.get']({ run });
    if (!hasWeights) throw new StudioError('exportNoWeights', { value: run });
    progress.update(say('cli.exporting'));
    const { samples, maxDeviation } = await filledAside(out, async (saveFolder) => {
      const options = { signal, saveFolder, onProgress: () => progress.update(say('cli.exporting')) };
      return v.parse(exported, await workshop.perform({ kind: 'export', run, format, backend: 'webgl' }, options));
    });
    const json = { run, format, out, samples, maxDeviation };
    return { json, text: say('cli.exported', { out, samples, deviation: maxDeviation.toExponential(1) }) };
  },
};

function required({ values }: CommandArguments, option: string): string {
  const value = values.get(option);
  if (value !== undefined) return value;
  throw new StudioError('cliOptionMissing', { option: `--${option}`, command: 'export' });
}
