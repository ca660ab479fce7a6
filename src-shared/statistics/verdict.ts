import { keptEpoch, stoppedEarly } from '../training/kept.ts';
import { isBetter, type RankRow } from './ranking.ts';
import { valueOf, type RunResult, type Standings } from './standings.ts';
import { pairedDifference } from './summary.ts';

/** One sentence: `code` is a key under `compare.verdict`; `names` fill `{names}` as a list in the reader's language. */
export interface Sentence {
  readonly code: string;
  readonly names: readonly string[];
  /** Second list of names, `{others}`. */
  readonly others: readonly string[];
  /** Numbers of the ranked quantity; the reader sees them with its digits. */
  readonly values: Readonly<Record<string, number>>;
}

/** The finding, and what it rests on. */
export interface Verdict {
  readonly headline: Sentence;
  readonly explanation: readonly Sentence[];
}

export interface VerdictInput {
  readonly standings: Standings;
  readonly runs: readonly RunResult[];
  /** Seeds of the experiment, begun or not. */
  readonly seedsPlanned: number;
  readonly ended: boolean;
  readonly epochsPlanned: number;
}

/**
 * Says in words what the runs show, and no more: one seed gives an order but no winner; with several, a contender wins only where its
 * paired Student t interval against every other excludes zero; else the leading ones share first place.
 */
export function verdict(input: VerdictInput): Verdict {
  const { rows, diverged } = input.standings;
  if (rows.length === 0) return diverged.length > 0 && allDiverged(input) ? everyoneDiverged(input) : unranked(input);
  if (rows.length === 1) return alone(input, rows[0]!);
  return input.standings.seeds.length < 2 ? fromOneSeed(input) : fromSeveralSeeds(input);
}

/** Nobody holds a place: nothing is measured yet or ever, or runs were put together that have no seed or no metric in common. */
function unranked({ runs, ended, standings }: VerdictInput): Verdict {
  if (!ended) return { headline: sentence('waiting'), explanation: [] };
  const places = runs.filter((run) => !standings.diverged.includes(run.contender));
  const measures = (run: RunResult): boolean => run.epochs.some((epoch) => valueOf(epoch, standings.quantity) !== null);
  const measured = places.filter(measures);
  if (measured.length === 0) return { headline: sentence('nothingMeasured'), explanation: [] };
  const without = [...new Set(places.filter((run) => !measures(run)).map((run) => run.contender))];
  const why = without.length > 0 ? sentence('unrankedMetric', without) : sentence('unrankedSeeds');
  return { headline: sentence('unranked'), explanation: [why] };
}

function allDiverged({ runs, standings }: VerdictInput): boolean {
  return runs.every((run) => standings.diverged.includes(run.contender));
}

function everyoneDiverged({ standings }: VerdictInput): Verdict {
  const { diverged } = standings;
  return {
    headline: sentence(diverged.length === 1 ? 'onlyDiverged' : 'allDiverged', diverged),
    explanation: [sentence('allDivergedWhy', diverged)],
  };
}

function alone(input: VerdictInput, row: RankRow): Verdict {
  const values = { value: row.summary.mean, epoch: input.standings.epoch };
  if (input.standings.diverged.length > 0) {
    const headline = sentence('onlyOneLeft', [row.name], [], values);
    return { headline, explanation: [sentence('divergedToo', input.standings.diverged)] };
  }
  return {
    headline: sentence('alone', [row.name], [], values),
    explanation: [sentence('aloneWhy', [row.name], [], values), ...earlySentences(input)],
  };
}

function fromOneSeed(input: VerdictInput): Verdict {
  const { rows, epoch } = input.standings;
  const [first, second] = [rows[0]!, rows.find((row) => row.from > 1) ?? null];
  const level = rows.filter((row) => row.from === 1).map((row) => row.name);
  const seeds = { seeds: input.seedsPlanned };
  const headline = finding(input, level.length > 1 ? 'OneSeedLevel' : 'OneSeed', level);
  const numbers = second
    ? [
        sentence('oneSeedNumbers', [first.name], [second.name], {
          value: first.summary.mean,
          other: second.summary.mean,
          epoch,
        }),
      ]
    : [];
  const doubt = sentence(input.seedsPlanned > 1 && !input.ended ? 'oneSeedSoFar' : 'oneSeedDoubt', [], [], seeds);
  return { headline, explanation: [...numbers, doubt, ...earlySentences(input), ...divergedSentences(input)] };
}

function fromSeveralSeeds(input: VerdictInput): Verdict {
  const { rows } = input.standings;
  const first = rows[0]!;
  const level = rows.filter((row) => !isBetter(first, row, input.standings.quantity.direction));
  const clear = level.length === 1;
  const names = level.map((row) => row.name);
  const everybody = level.length === rows.length && rows.length > 2;
  const headline = finding(input, clear ? 'Clear' : everybody ? 'Nobody' : 'Shared', names);
  const rest = rows.filter((row) => !level.includes(row));
  return {
    headline,
    explanation: [
      difference(input, first, clear ? rest[0]! : level[1]!, clear),
      ...(rest.length > 0 && !clear ? behind(input, level, rest) : []),
      ...earlySentences(input),
      ...divergedSentences(input),
      ...(input.ended ? improving(input) : []),
    ],
  };
}

function difference(input: VerdictInput, first: RankRow, other: RankRow, clear: boolean): Sentence {
  const { mean, low, high, n } = pairedDifference(first.values, other.values);
  const lower = input.standings.quantity.direction === 'lower';
  const flipped = lower ? { mean: -mean, low: -high!, high: -low! } : { mean, low: low!, high: high! };
  const code = `${clear ? 'difference' : 'noDifference'}${lower ? 'Lower' : 'Higher'}`;
  return sentence(code, [first.name], [other.name], { ...flipped, seeds: n, epoch: input.standings.epoch });
}

/** What the order is worth depends on how far it went: `live`, at the planned `ended`, `stopped` by the reader, or `interrupted`. */
function finding(input: VerdictInput, what: string, names: readonly string[]): Sentence {
  const ending = endingOf(input);
  if (ending === 'live' || ending === 'ended') return sentence(`${ending}${what}`, names);
  const reached = Math.max(1, ...input.runs.map(({ epochs }) => epochs.at(-1)?.epoch ?? 0));
  return sentence(`${ending}${what}`, names, [], { reached, epochs: input.epochsPlanned });
}

function endingOf({ runs, ended }: VerdictInput): 'live' | 'ended' | 'stopped' | 'interrupted' {
  if (!ended) return 'live';
  if (runs.some(({ status }) => status === 'stopped')) return 'stopped';
  return runs.some(({ status }) => status === 'interrupted' || status === 'failed') ? 'interrupted' : 'ended';
}

/** Who stopped early, and who counts with an earlier epoch than the last one. */
function earlySentences({ runs, standings }: VerdictInput): readonly Sentence[] {
  const ranked = standings.rows.map((row) => row.name);
  const namesOf = (picks: (run: RunResult) => boolean): string[] =>
    ranked.filter((name) => runs.some((run) => run.contender === name && picks(run)));
  const early = namesOf(stoppedEarly);
  const best = namesOf((run) => (keptEpoch(run) ?? Infinity) < run.epochs.length);
  return [
    ...(early.length > 0 ? [sentence('stoppedEarly', early)] : []),
    ...(best.length > 0 ? [sentence('countsBestEpoch', best)] : []),
  ];
}

/** The leading ones against the rest, where every one of them beats every one of the rest in every seed. */
function behind(input: VerdictInput, level: readonly RankRow[], rest: readonly RankRow[]): readonly Sentence[] {
  const sign = input.standings.quantity.direction === 'higher' ? 1 : -1;
  const gaps = level.flatMap((a) =>
    rest.flatMap((b) => a.values.map((value, seed) => sign * (value - b.values[seed]!))),
  );
  const least = Math.min(...gaps);
  if (least <= 0) return [];
  return [
    sentence(
      'aheadInEverySeed',
      level.map((row) => row.name),
      rest.map((row) => row.name),
      { least },
    ),
  ];
}

function divergedSentences({ standings }: VerdictInput): readonly Sentence[] {
  return standings.diverged.length > 0 ? [sentence('divergedToo', standings.diverged)] : [];
}

/** Contenders whose validation loss still fell by 2 % or more in the last epoch, in every seed: the order may not be final. */
function improving({ runs, standings }: VerdictInput): readonly Sentence[] {
  const names = standings.rows
    .map((row) => row.name)
    .filter((name) => runs.filter((run) => run.contender === name).every(stillImproves));
  return names.length > 0 ? [sentence('stillImproving', names, [], { epoch: standings.epoch })] : [];
}

function stillImproves(run: RunResult): boolean {
  if (stoppedEarly(run)) return false;
  const { epochs } = run;
  const [before, last] = [epochs.at(-2)?.valLoss, epochs.at(-1)?.valLoss];
  return typeof before === 'number' && typeof last === 'number' && last < 0.98 * before;
}

function sentence(
  code: string,
  names: readonly string[] = [],
  others: readonly string[] = [],
  values: Readonly<Record<string, number>> = {},
): Sentence {
  return { code, names, others, values };
}
