import { dateOrders, type DateOrder } from '#shared/domain/tableOptions.ts';
import { dateOrdersOf } from './dateCell.ts';
import type { MissingRule } from './missingMarks.ts';
import {
  noForms,
  numberForm,
  numberForms,
  parseLocalNumber,
  type FormCounts,
  type NumberConventions,
  type NumberForm,
} from './numberForm.ts';

/** What cells of a column look like, whatever it is read as. Missing cells are not among them. */
export interface CellEvidence {
  /** All of them. */
  present: number;
  readonly forms: FormCounts;
  dates: number;
  /** Orders in which every date can be read. */
  orders: readonly DateOrder[];
  /** Marks that are missing among numbers, and how often. */
  readonly marks: Map<string, number>;
  texts: number;
  firstText: { readonly line: number; readonly text: string } | null;
}

/** As many different marks as a message may name. */
const MAX_MARKS = 20;
const MAX_EXAMPLE_CHARACTERS = 60;

export function noEvidence(): CellEvidence {
  return { present: 0, forms: noForms(), dates: 0, orders: dateOrders, marks: new Map(), texts: 0, firstText: null };
}

/** Adds one cell that is not missing; mutates. */
export function addEvidence(evidence: CellEvidence, cell: string, line: number, missing: MissingRule): void {
  evidence.present += 1;
  const form = numberForm(cell)?.form;
  if (form) {
    evidence.forms[form] += 1;
    return;
  }
  const orders = dateOrdersOf(cell);
  if (orders.length > 0) {
    evidence.dates += 1;
    evidence.orders = evidence.orders.filter((order) => orders.includes(order));
    return;
  }
  if (missing.isMark(cell) && (evidence.marks.has(cell) || evidence.marks.size < MAX_MARKS)) {
    evidence.marks.set(cell, (evidence.marks.get(cell) ?? 0) + 1);
    return;
  }
  evidence.texts += 1;
  evidence.firstText ??= { line, text: cell.slice(0, MAX_EXAMPLE_CHARACTERS) };
}

/** Cells that are numbers of some form. */
export function numberCells({ forms }: CellEvidence): number {
  return numberForms.reduce((sum, form) => sum + forms[form], 0);
}

/** Cells that are marks of a missing number. */
export function markCells({ marks }: CellEvidence): number {
  return [...marks.values()].reduce((sum, count) => sum + count, 0);
}

const examples: Readonly<Record<NumberForm, string>> = {
  plain: '1',
  point: '1.5',
  comma: '1,5',
  pointGroup: '1.234',
  commaGroup: '1,234',
  pointGroups: '1.234.567',
  commaGroups: '1,234,567',
  blankGroups: '1 234',
  quoteGroups: "1'234",
};

/** Cells that are numbers under these conventions. */
export function numbersUnder({ forms }: CellEvidence, conventions: NumberConventions): number {
  const understood = numberForms.filter((form) => parseLocalNumber(examples[form], conventions) !== null);
  return understood.reduce((sum, form) => sum + forms[form], 0);
}
