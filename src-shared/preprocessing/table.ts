import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { StudioError } from '../result.ts';
import { dataShape, encodedWidth, targetColumn } from './dataShape.ts';
import type { DatasetBytes, FeatureRecord, PreparedData } from './preparedData.ts';
import { identityScaling, median, standardisation } from './scaling.ts';
import { splitRows } from './split.ts';

/** Cells of a table by row and column position; NaN is missing. */
interface Cells {
  readonly rows: number;
  at(row: number, column: number): number;
}

/**
 * Tables: numbers are standardised, gaps filled with the median, categories one-hot; all fitted on the training rows only. A number to
 * predict is standardised too (the loss is in standard deviations). Rows without a target are left out.
 */
export function prepareTable(descriptor: DatasetDescriptor, plan: DataPlan, bytes: DatasetBytes): PreparedData {
  const cells = cellsOf(descriptor, bytes);
  const target = targetColumn(descriptor, plan.target);
  const targetAt = descriptor.columns!.indexOf(target);
  const shape = dataShape(descriptor, plan.target);
  const classOf = shape.demand.task === 'classification' ? classIndex(target, shape.classNames ?? []) : null;
  const usable = Uint32Array.from({ length: cells.rows }, (_, row) => row).filter(
    (row) => !Number.isNaN(cells.at(row, targetAt)),
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
    at === targetAt ? null : fitFeature(info, column(at), scaled),
  );
  const scaling = classOf || !scaled ? identityScaling : standardisation(column(targetAt));
  const sampleSize = shape.inputShape[0]!;
  const encoded = encodeRows(cells, features, sampleSize);
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
    gather: (rows, out) =>
      rows.forEach((row, i) => out.set(encoded.subarray(row * sampleSize, (row + 1) * sampleSize), i * sampleSize)),
    gatherTargets: (rows, out) =>
      rows.forEach((row, i) => {
        const value = cells.at(row, targetAt);
        out[i] = classOf ? classOf(value) : (value - scaling.mean) / scaling.std;
      }),
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

function fitFeature(column: ColumnInfo, values: Float64Array, scaled: boolean): FeatureRecord {
  if (encodedWidth(column) === 0) return { column: column.name, type: 'leftOut' };
  if (column.type === 'category') return { column: column.name, type: 'oneHot', categories: column.categories! };
  const fill = median(values);
  const filled = values.map((value) => (Number.isNaN(value) ? fill : value));
  return { column: column.name, type: 'number', fill, scaling: scaled ? standardisation(filled) : identityScaling };
}

function encodeRows(cells: Cells, features: readonly (FeatureRecord | null)[], width: number): Float32Array {
  const out = new Float32Array(cells.rows * width);
  for (let row = 0; row < cells.rows; row++) {
    let to = row * width;
    features.forEach((feature, at) => {
      if (feature?.type === 'number') {
        const value = cells.at(row, at);
        const { mean, std } = feature.scaling!;
        out[to++] = ((Number.isNaN(value) ? feature.fill! : value) - mean) / std;
      } else if (feature?.type === 'oneHot') {
        const value = cells.at(row, at);
        if (!Number.isNaN(value)) out[to + value] = 1;
        to += feature.categories!.length;
      }
    });
  }
  return out;
}
