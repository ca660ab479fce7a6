import type { TableOptions } from '#shared/domain/tableOptions.ts';
import { StudioError } from '#shared/result.ts';
import type { SampleRecord } from './csvHeader.ts';
import { usualTargetRank } from './target.ts';

/** The two columns of a table of texts, by their places. */
export interface TextColumns {
  readonly text: number;
  readonly answer: number;
  /** Mean number of words of the texts looked at. */
  readonly words: number;
  readonly isGiven: boolean;
}

/** Texts have at least so many words on average; names and titles have fewer. */
const MIN_WORDS = 6;
const MIN_DISTINCT_SHARE = 0.9;
/** A table of texts has hardly more than a text, an answer and a number for each. */
const MAX_COLUMNS = 4;

interface ColumnFacts {
  readonly at: number;
  readonly name: string;
  readonly present: number;
  readonly distinct: number;
  readonly words: number;
}

/**
 * Which columns of a table hold texts and their answers, by its first rows and by what the reader says; null where it is a table like
 * others. Throws `columnUnknown`, `textColumnNone`.
 */
export function findTextColumns(
  names: readonly string[],
  rows: readonly SampleRecord[],
  options: TableOptions,
): TextColumns | null {
  const { kind, text: given, target } = options;
  if ((kind !== undefined && kind !== 'text') || (kind === undefined && given === undefined && options.columns))
    return null;
  const facts = names.map((name, at) => factsOf(name, at, rows)).filter(({ present }) => present > 0);
  const isAsked = kind === 'text' || given !== undefined;
  const text = given === undefined ? wordiest(facts, isAsked) : named(facts, given, names);
  if (!text || (!isAsked && facts.length > MAX_COLUMNS)) return null;
  const others = facts.filter((column) => column !== text);
  const answer = target === undefined ? likeliestAnswer(others) : named(facts, target, names);
  if (!answer || answer === text) {
    if (isAsked) throw new StudioError('textColumnNone', { value: text.name });
    return null;
  }
  return { text: text.at, answer: answer.at, words: text.words, isGiven: isAsked };
}

function factsOf(name: string, at: number, rows: readonly SampleRecord[]): ColumnFacts {
  const cells = rows.map(({ cells }) => cells[at] ?? '').filter((cell) => cell !== '');
  const words = cells.reduce((sum, cell) => sum + cell.split(/\s+/).length, 0) / Math.max(1, cells.length);
  return { at, name, present: cells.length, distinct: new Set(cells).size, words };
}

function wordiest(facts: readonly ColumnFacts[], isAsked: boolean): ColumnFacts | undefined {
  const [best] = [...facts].sort((a, b) => b.words - a.words);
  const isText = best && best.words >= MIN_WORDS && best.distinct >= MIN_DISTINCT_SHARE * best.present;
  return isAsked || isText ? best : undefined;
}

function named(facts: readonly ColumnFacts[], name: string, names: readonly string[]): ColumnFacts {
  const found = facts.find((column) => column.name === name);
  if (!found) throw new StudioError('columnUnknown', { value: name, known: names.join(', ') });
  return found;
}

/** A column with a usual name, else the one with the fewest different values. */
function likeliestAnswer(columns: readonly ColumnFacts[]): ColumnFacts | undefined {
  const rank = ({ name }: ColumnFacts): number => usualTargetRank(name) ?? Infinity;
  return [...columns].sort((a, b) => (rank(a) === rank(b) ? a.distinct - b.distinct : rank(a) - rank(b)))[0];
}
