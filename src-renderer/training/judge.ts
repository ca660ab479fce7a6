import { bytesAddress, type Studio } from '#shared/contract.ts';
import { experimentOf } from '#shared/domain/contenderPlan.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { Experiment } from '#shared/domain/experiment.ts';
import type { Judgement, JudgeProgress, ShownSamples } from '#shared/domain/judgement.ts';
import type { RunRecord } from '#shared/domain/run.ts';
import { StudioError, unwrap } from '#shared/result.ts';
import type { FromEngine, ToWorker } from '../engine/messages.ts';
import { startEngine, type EngineClient } from './engineClient.ts';

/** A run with all that its result is shown with. */
export interface JudgedRun {
  readonly run: RunRecord;
  /** As its contender trains it. */
  readonly experiment: Experiment;
  readonly descriptor: DatasetDescriptor;
  readonly judgement: Judgement;
}

/** A worker that runs a trained model: over all rows it is judged on, then over whatever is asked. */
export interface Judge {
  judge(host: Studio, run: RunRecord, onProgress: (progress: JudgeProgress) => void): Promise<JudgedRun>;
  show(rows: readonly number[]): Promise<ShownSamples>;
  /** Values before the last activation, for a sample prepared as the data are. */
  tryOut(sample: Float32Array): Promise<Float32Array>;
  /** Ends it at once, whatever it is at; what was asked stays unanswered. */
  end(): void;
}

interface Waiting {
  readonly type: FromEngine['type'];
  resolve(message: FromEngine): void;
  reject(error: unknown): void;
}

/** Starts the worker at the first question; questions of one kind are answered in their order. */
export function startJudge(start = startEngine): Judge {
  let waiting: Waiting[] = [];
  let engine: EngineClient | null = null;
  let onProgress: (progress: JudgeProgress) => void = () => undefined;

  function listen(message: FromEngine): void {
    if (message.type === 'judging') return onProgress(message.progress);
    if (message.type === 'failed') {
      const all = waiting;
      waiting = [];
      for (const { reject } of all) reject(new StudioError(message.code, message.detail));
    }
    const first = waiting.find(({ type }) => type === message.type);
    waiting = waiting.filter((each) => each !== first);
    first?.resolve(message);
  }

  function ask<T extends FromEngine['type']>(message: ToWorker, type: T): Promise<Extract<FromEngine, { type: T }>> {
    engine ??= start(listen);
    engine.send(message);
    return new Promise((resolve, reject) =>
      waiting.push({ type, resolve: resolve as (answer: FromEngine) => void, reject }),
    );
  }

  return {
    async judge(host, run, listener) {
      onProgress = listener;
      const { record } = unwrap(await host.call('experiments.get', { experiment: run.experimentId }));
      const experiment = experimentOf(record.experiment, run.contender);
      const descriptor = unwrap(await host.call('datasets.get', { dataset: experiment.data.dataset }));
      const request = { run: run.id, experiment, descriptor, weightsUrl: bytesAddress.weights(run.id) };
      const { judgement } = await ask({ type: 'judge', request }, 'judged');
      return { run, experiment, descriptor, judgement };
    },
    show: async (rows) => (await ask({ type: 'show', rows: Uint32Array.from(rows) }, 'shown')).samples,
    tryOut: async (sample) => (await ask({ type: 'tryOut', sample }, 'tried')).logits,
    end() {
      engine?.end();
      engine = null;
      waiting = [];
    },
  };
}
