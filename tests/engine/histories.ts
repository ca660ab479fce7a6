import { withoutClock } from '../support/clock.ts';
import type { RunCheckpoint } from '#shared/domain/checkpoint.ts';
import { decodeCheckpoint } from '#shared/domain/checkpointBytes.ts';
import type { EpochRecord } from '#shared/domain/run.ts';
import type { Gate } from '../../src-renderer/engine/gate.ts';
import type { FromWorker } from '../../src-renderer/engine/messages.ts';

/** Hears what a training says, and may use its gate. It hears once that it is being prepared, before the first update. */
export type Listener = (message: FromWorker, gate: Gate) => void;

/** Everything a run becomes that does not depend on the clock. */
export interface History {
  readonly start: string | null;
  readonly order: string | null;
  readonly masks: string | null;
  readonly losses: readonly (number | null)[];
  /** Every per-update series by name, the losses among them. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
  readonly epochs: readonly Omit<EpochRecord, 'seconds' | 'samplesPerSecond'>[];
  readonly end: unknown;
}

/** The history of a run after it was told in one or several goes; each go is cut at the checkpoint that the next one begins with. */
export function historyOf(
  run: string,
  goes: readonly (readonly FromWorker[])[],
  cuts: readonly RunCheckpoint[],
): History {
  const series: Record<string, (number | null)[]> = { loss: [] };
  const epochs: EpochRecord[] = [];
  let [start, order, masks, end]: [string | null, string | null, string | null, unknown] = [null, null, null, null];
  goes.forEach((messages, go) => {
    const cut = cuts[go - 1];
    if (cut) {
      for (const values of Object.values(series)) values.length = cut.step;
      epochs.splice(epochs.findIndex(({ epoch }) => epoch >= cut.epoch) >>> 0);
    }
    for (const message of messages) {
      if (message.type === 'points')
        for (const points of message.points.filter((own) => own.run === run)) {
          for (const { series: name, fromStep, values } of points.steps)
            values.forEach((value, i) => ((series[name] ??= [])[fromStep - 1 + i] = value));
          epochs.push(...points.epochs);
          masks = points.maskHash ?? masks;
        }
      if (!('run' in message) || message.run !== run) continue;
      if (message.type === 'began')
        [start, order, masks] = [message.initialWeightsHash, message.batchOrderHash, message.maskHash];
      if (message.type === 'order') order = message.batchOrderHash;
      if (message.type === 'runEnded') end = { ...message, type: undefined };
    }
  });
  const records = epochs.map(withoutClock);
  return { start, order, masks, losses: series.loss!, series, epochs: records, end };
}

/** Every checkpoint of a run that was told, in order, through its bytes. */
export function checkpointsOf(run: string, messages: readonly FromWorker[]): RunCheckpoint[] {
  return messages.flatMap((message) =>
    message.type === 'checkpoint' && message.run === run ? [decodeCheckpoint(message.bytes)] : [],
  );
}

/** A listener that pauses before every update, which takes a checkpoint at each. */
export function everyUpdate(): Listener {
  return (message, gate) => {
    if (message.type === 'preparing') gate.pause();
    if (message.type === 'paused' && message.paused) setTimeout(() => gate.step());
  };
}

/** A listener that stops as soon as this update is told. */
export function stopAt(step: number): Listener {
  return (message, gate) => {
    if (message.type === 'preparing') gate.limitTo(step);
    if (message.type === 'points' && message.progress.step >= step) gate.stop();
  };
}
