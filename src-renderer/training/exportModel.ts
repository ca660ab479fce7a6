import { bytesAddress, type Studio } from '#shared/contract.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import { StudioError, unwrap } from '#shared/result.ts';
import type { TfjsBackend } from '../engine/backendInfo.ts';
import type { ExportCheck, ExportCheckRequest } from '../engine/messages.ts';
import { startEngine } from './engineClient.ts';

export interface ExportedModel extends ExportCheck {
  readonly export: string;
  readonly where: string;
}

/** Exports a run's model: staged aside, opened again by plain TF.js in a worker, compared with ours, and only then put in its place. */
export async function exportModel(
  host: Studio,
  run: RunRecord,
  format: 'tfjs',
  backend: TfjsBackend,
): Promise<ExportedModel> {
  const { record } = unwrap(await host.call('experiments.get', { experiment: run.experimentId }));
  const descriptor = unwrap(await host.call('datasets.get', { dataset: record.experiment.data.dataset }));
  const staged = unwrap(await host.call('exports.stage', { run: run.id, format }));
  try {
    const check = await checkStaged({
      experiment: experimentOf(record.experiment, run.contender),
      descriptor,
      backend,
      modelUrl: new URL(bytesAddress.staged(staged.export, 'model.json'), location.href).href,
      weightsUrl: bytesAddress.weights(run.id),
    });
    const { where } = unwrap(await host.call('exports.finish', { export: staged.export, ...check }));
    return { export: staged.export, where, ...check };
  } catch (error) {
    await host.call('exports.drop', { export: staged.export });
    throw error;
  }
}

function checkStaged(request: ExportCheckRequest): Promise<ExportCheck> {
  return new Promise((resolve, reject) => {
    const engine = startEngine((message) => {
      if (message.type === 'checked') resolve(message.check);
      else if (message.type === 'failed') reject(new StudioError(message.code, message.detail));
      else return;
      engine.end();
    });
    engine.send({ type: 'checkExport', request });
  });
}
