import type { Experiment } from '../domain/experiment.ts';
import type { Judgement } from '../domain/judgement.ts';
import { lossById } from '../losses/index.ts';
import { answersOf } from '../metrics/answers.ts';
import type { Answers } from '../metrics/metric.ts';
import type { PreprocessingRecord } from '../preprocessing/preparedData.ts';
import type { Standardisation } from '../preprocessing/scaling.ts';

/** What a result is made of: classes, amounts, amounts in time, or the data themselves. */
export type ResultKind = 'classes' | 'amounts' | 'series' | 'rebuilt';

/** How the result of an experiment over data of this kind is shown. */
export function resultKind({ data, loss }: Experiment, kind: PreprocessingRecord['kind']): ResultKind {
  if (data.reconstruct === true) return 'rebuilt';
  if (lossById(loss).targets === 'class') return 'classes';
  return kind === 'series' ? 'series' : 'amounts';
}

/** True where the values of the last layer are scores that no chance belongs to: only their order means something. */
export function givesScores(loss: string): boolean {
  const { targets, activation } = lossById(loss);
  return targets === 'class' && activation === 'linear';
}

type Judged = Pick<Judgement, 'logits' | 'targets' | 'preprocessing'>;

/** Shares of the classes of every judged row. */
export function classAnswers({ logits, targets }: Judged, loss: string): Answers {
  return answersOf({ logits, targets }, lossById(loss), null);
}

/** Shares of the classes of one sample, from what the model answered to it. */
export function sharesOf(logits: Float32Array, loss: string): Float64Array {
  return answersOf({ logits, targets: new Float32Array(1) }, lossById(loss), null).predicted;
}

/** The numbers a row is answered with. Of several targets and steps, all of the nearest step come first. */
export function valuesPerRow({ targets }: Judged, rows: number): number {
  return rows === 0 ? 1 : targets.length / rows;
}

/** One of the numbers of every row, in the units of its column. */
export function valueAnswers(judged: Judged, rows: number, value: number, loss: string): Answers {
  const each = valuesPerRow(judged, rows);
  const pick = (all: Float32Array): Float32Array => all.filter((_, at) => at % each === value);
  const raw = { logits: pick(judged.logits), targets: pick(judged.targets) };
  return answersOf(raw, lossById(loss), scalingOf(judged.preprocessing, value));
}

/** One of the numbers of one sample, in the units of its column. */
export function valueOf(logits: Float32Array, value: number, loss: string, record: PreprocessingRecord): number {
  const raw = { logits: logits.slice(value, value + 1), targets: new Float32Array(1) };
  return answersOf(raw, lossById(loss), scalingOf(record, value)).predicted[0]!;
}

function scalingOf({ target, targets }: PreprocessingRecord, value: number): Standardisation | null {
  return targets?.[value % targets.length] ?? target ?? null;
}
