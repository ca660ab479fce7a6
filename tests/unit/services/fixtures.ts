import path from 'node:path';
import type { HostCapabilities } from '#main/services/studioService.ts';
import type { CallInput } from '#shared/contract.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import { parseExperiment } from '#shared/domain/experimentSchema.ts';
import moons from '#resources/recipes/two-moons.experiment.json' with { type: 'json' };

export const resources = path.resolve(import.meta.dirname, '../../../resources');

/** Two moons, two contenders, two seeds; 354 parameters. */
export function moonsExperiment(): Experiment {
  const experiment = parseExperiment(structuredClone(moons));
  return {
    ...experiment,
    contenders: experiment.contenders.slice(0, 2),
    training: { ...experiment.training, seeds: [1, 2] },
  };
}

/** The same as a call wants it. */
export function startInput(): CallInput<'experiments.start'> {
  return {
    experiment: structuredClone(moonsExperiment()) as CallInput<'experiments.start'>['experiment'],
    stepsPlanned: 100,
  };
}

export const MOONS_WEIGHT_BYTES = 4 * (2 * 16 + 16 + (16 * 16 + 16) + (16 * 2 + 2));

export const environment = {
  app: '0.1.0',
  host: 'loopback',
  backend: 'cpu',
  renderer: null,
  tfjs: '4.22.0',
  userAgent: 'test',
};
export const hashA = 'a'.repeat(64);
export const hashB = 'b'.repeat(64);

export const silentHost: HostCapabilities = {
  name: 'loopback',
  chooseFiles: () => Promise.resolve(null),
  saveFolder: () => Promise.resolve(null),
  saveFile: () => Promise.resolve(null),
  reveal: () => undefined,
  setProgress: () => undefined,
};
