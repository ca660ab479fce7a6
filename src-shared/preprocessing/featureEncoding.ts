import type { ColumnInfo } from '../domain/dataset.ts';
import type { FeaturePlan } from '../domain/experiment.ts';
import type { FeatureRecord } from './preparedData.ts';
import { identityScaling, mean, median, mostFrequent, standardisation } from './scaling.ts';
import { codesFirst, codesOfPlaces, trainedCategories } from './tableCodes.ts';
import { binEdges, tokenOf } from './tableTokens.ts';
import { treatmentOf, type Treatment } from './treatment.ts';

/** Cells of a table by row and column position; NaN is missing. */
export interface Cells {
  readonly rows: number;
  at(row: number, column: number): number;
  /** There where gaps are filled already: whether a cell was one. */
  wasMissing?(row: number, column: number): boolean;
}

/** What is learnt of a column from the training rows. */
export function fitFeature(
  column: ColumnInfo,
  values: Float64Array,
  scaled: boolean,
  plan: FeaturePlan,
): FeatureRecord {
  const { encoding, fill: rule, hasIndicator, order } = treatmentOf(column, plan);
  const { name } = column;
  const indicator = hasIndicator ? ({ indicator: true } as const) : {};
  if (encoding === 'leftOut') return { column: name, type: 'leftOut' };
  if (encoding === 'token')
    return {
      column: name,
      type: 'token',
      ...(column.categories ? { categories: column.categories } : { edges: binEdges(values) }),
    };
  if (encoding === 'code')
    return { column: name, type: 'code', categories: trainedCategories(column.categories!, values) };
  if (encoding === 'oneHot') {
    const fill = rule === 'none' ? null : mostFrequent(values);
    return {
      column: name,
      type: 'oneHot',
      ...(fill === null ? {} : { fill }),
      categories: column.categories!,
      ...indicator,
    };
  }
  const numbers = encoding === 'ordinal' ? values.map(placesIn(order!, column.categories!)) : values;
  const fill = fillOf(rule, numbers);
  const filled = numbers.map((value) => (Number.isNaN(value) ? fill : value));
  const scaling = scaled ? standardisation(filled) : identityScaling;
  const categories = order ? { categories: order } : {};
  return { column: name, type: encoding, fill, scaling, ...categories, ...indicator };
}

function fillOf(rule: Treatment['fill'], values: Float64Array): number {
  if (rule === 'mean') return mean(values);
  return rule === 'median' ? median(values) : (mostFrequent(values) ?? 0);
}

/** Place of a category in the data set → its place in an order; NaN stays. */
function placesIn(order: readonly string[], categories: readonly string[]): (place: number) => number {
  const places = categories.map((name) => order.indexOf(name));
  return (place) => (Number.isNaN(place) ? NaN : places[place]!);
}

/** The columns of every row as numbers, `width` per row, codes first: row-major. */
export function encodeRows(
  cells: Cells,
  features: readonly (FeatureRecord | null)[],
  columns: readonly ColumnInfo[],
  width: number,
): Float32Array {
  const out = new Float32Array(cells.rows * width);
  let offset = 0;
  for (const at of codesFirst([...features.keys()], (place) => features[place]?.type)) {
    const feature = features[at];
    if (!feature || feature.type === 'leftOut') continue;
    const values = feature.type === 'oneHot' ? feature.categories!.length : 1;
    const write = writerOf(feature, columns[at]!);
    for (let row = 0; row < cells.rows; row++) {
      const value = cells.at(row, at);
      const to = row * width + offset;
      write(out, to, value);
      if (feature.indicator && (cells.wasMissing?.(row, at) ?? Number.isNaN(value))) out[to + values] = 1;
    }
    offset += values + (feature.indicator ? 1 : 0);
  }
  return out;
}

type CellWriter = (out: Float32Array, to: number, value: number) => void;

function writerOf(feature: FeatureRecord, column: ColumnInfo): CellWriter {
  if (feature.type === 'token') return (out, to, value) => void (out[to] = tokenOf(feature, value));
  if (feature.type === 'code') return codeWriter(feature, column);
  return feature.type === 'oneHot' ? oneHotWriter(feature) : numberWriter(feature, column);
}

function codeWriter(feature: FeatureRecord, column: ColumnInfo): CellWriter {
  const codes = codesOfPlaces(feature, column);
  return (out, to, value) => void (out[to] = codes[value] ?? feature.first ?? 0);
}

function oneHotWriter({ fill = NaN }: FeatureRecord): CellWriter {
  return (out, to, value) => {
    const place = Number.isNaN(value) ? fill : value;
    if (!Number.isNaN(place)) out[to + place] = 1;
  };
}

function numberWriter({ type, fill = 0, scaling, categories }: FeatureRecord, column: ColumnInfo): CellWriter {
  const { mean: centre, std } = scaling!;
  const numberOf = type === 'ordinal' ? placesIn(categories!, column.categories!) : (value: number) => value;
  return (out, to, value) => {
    out[to] = ((Number.isNaN(value) ? fill : numberOf(value)) - centre) / std;
  };
}
