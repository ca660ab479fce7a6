import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan, FeaturePlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { StudioError } from '../result.ts';
import { dataShape, targetColumn } from './dataShape.ts';
import type { DatasetBytes, FeatureRecord, PreparedData } from './preparedData.ts';
import { identityScaling, mean, median, mostFrequent, standardisation } from './scaling.ts';
import { splitRows } from './split.ts';
import { encodedWidth, treatmentOf, type Treatment } from './treatment.ts';

/** Cells of a table by row and column position; NaN is missing. */
interface Cells {
  readonly rows: number;
  at(row: number, column: number): number;
}

/**
 * Tables: numbers are standardised, gaps filled and categories encoded as the plan says (median and one-hot where it says nothing); all
 * fitted on the training rows only. A number to predict is standardised too (the loss is in standard deviations). Rows without a target
 * are left out.
 */
export function prepareTable(descriptor: DatasetDescriptor, plan: DataPlan, bytes: DatasetBytes): PreparedData {
  const cells = cellsOf(descriptor, bytes);
  const target = targetColumn(descriptor, plan.target);
  const targetAt = descriptor.columns!.indexOf(target);
  const shape = dataShape(descriptor, plan.target, plan);
  const classOf = shape.demand.task === 'classification' ? classIndex(target, shape.classNames ?? []) : null;
  const needed = plan.missing === 'drop' ? visibleColumns(descriptor, targetAt) : [targetAt];
  const usable = Uint32Array.from({ length: cells.rows }, (_, row) => row).filter(
    (row) => !needed.some((at) => Number.isNaN(cells.at(row, at))),
  );
  const split = splitRows({
    rows: usable,
    sizes: splitSizes(descriptor, plan, usable.length),
    hasPublishedTest: false,
    seed: plan.splitSeed,
    classOf: plan.stratified && classOf ? (row) => classOf(cells.at(row, targetAt)) : null,
  });
  const column = (at: number) => Float64Array.from(split.train, (row) => cells.at(row, at));
  const scaled = plan.scaling === 'standardise';
  const features = descriptor.columns!.map((info, at) =>
    at === targetAt ? null : fitFeature(info, column(at), scaled, plan),
  );
  const scaling = classOf || !scaled ? identityScaling : standardisation(column(targetAt));
  const sampleSize = shape.inputShape[0]!;
  const encoded = encodeRows(cells, features, descriptor.columns!, sampleSize);
  const answers = Float32Array.from({ length: cells.rows }, (_, row) => {
    const value = cells.at(row, targetAt);
    return classOf ? classOf(value) : (value - scaling.mean) / scaling.std;
  });
  return {
    shape,
    split,
    sampleSize,
    preprocessing: {
      kind: 'table',
      features: features.filter((feature) => feature !== null),
      ...(classOf ? {} : { target: scaling }),
      classes: shape.classNames,
    },
    // Plain loops: this runs at every update, and a small model's update takes no longer than a few views would.
    gather: (rows, out) => {
      let to = 0;
      for (const row of rows)
        for (let from = row * sampleSize; from < (row + 1) * sampleSize; from++) out[to++] = encoded[from]!;
    },
    gatherTargets: (rows, out) => {
      for (let i = 0; i < rows.length; i++) out[i] = answers[rows[i]!]!;
    },
  };
}

function cellsOf(descriptor: DatasetDescriptor, bytes: DatasetBytes): Cells {
  const [rows = 0, columns = 0] = descriptor.samples.shape;
  const values = new Float64Array(bytes.samples);
  if (values.length !== rows * columns)
    throw new StudioError('datasetBytes', { name: descriptor.name, expected: rows * columns, found: values.length });
  return { rows, at: (row, column) => values[row * columns + column]! };
}

/** A category is its own index; a whole-number target is the place of its value among the class names. */
function classIndex(target: ColumnInfo, names: readonly string[]): (value: number) => number {
  if (target.type === 'category') return (value) => value;
  const places = new Map(names.map((name, place) => [Number(name), place]));
  return (value) => places.get(value) ?? 0;
}

/** Places of the target and of the columns a model sees when nothing else is said: a gap there drops a row. */
function visibleColumns({ columns }: DatasetDescriptor, targetAt: number): readonly number[] {
  return columns!.flatMap((column, at) => (at === targetAt || encodedWidth(column) > 0 ? [at] : []));
}

/** What is learnt of a column from the training rows. */
function fitFeature(column: ColumnInfo, values: Float64Array, scaled: boolean, plan: FeaturePlan): FeatureRecord {
  const { encoding, fill: rule, hasIndicator, order } = treatmentOf(column, plan);
  const { name } = column;
  const indicator = hasIndicator ? ({ indicator: true } as const) : {};
  if (encoding === 'leftOut') return { column: name, type: 'leftOut' };
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

function encodeRows(
  cells: Cells,
  features: readonly (FeatureRecord | null)[],
  columns: readonly ColumnInfo[],
  width: number,
): Float32Array {
  const out = new Float32Array(cells.rows * width);
  let offset = 0;
  features.forEach((feature, at) => {
    if (!feature || feature.type === 'leftOut') return;
    const values = feature.type === 'oneHot' ? feature.categories!.length : 1;
    const write = feature.type === 'oneHot' ? oneHotWriter(feature) : numberWriter(feature, columns[at]!);
    for (let row = 0; row < cells.rows; row++) {
      const value = cells.at(row, at);
      const to = row * width + offset;
      write(out, to, value);
      if (feature.indicator && Number.isNaN(value)) out[to + values] = 1;
    }
    offset += values + (feature.indicator ? 1 : 0);
  });
  return out;
}

type CellWriter = (out: Float32Array, to: number, value: number) => void;

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
