import type { ColumnInfo, DatasetDescriptor } from '../domain/dataset.ts';
import type { DataPlan } from '../domain/experiment.ts';
import { splitSizes } from '../domain/trainingSteps.ts';
import { StudioError } from '../result.ts';
import { dataShape, targetColumn } from './dataShape.ts';
import { encodeRows, fitFeature, type Cells } from './featureEncoding.ts';
import type { DatasetBytes, PreparedData } from './preparedData.ts';
import { identityScaling, standardisation } from './scaling.ts';
import { splitRows, splitSeedOf } from './split.ts';
import { codesFirst, withCodePlaces } from './tableCodes.ts';
import { withTokenPlaces } from './tableTokens.ts';
import { askedColumns } from './treatment.ts';

/**
 * Tables: numbers are standardised, gaps filled and categories encoded as the plan says (median and one-hot where it says nothing); all
 * fitted on the training rows only. As tokens (`embedding`), every column is one number, that of its category or bin; as codes
 * (`code`) those of categories stand first. A number to predict is standardised too (the loss is in standard deviations). Rows without a target
 * are left out.
 */
export function prepareTable(
  descriptor: DatasetDescriptor,
  plan: DataPlan,
  bytes: DatasetBytes,
  scalesTarget = true,
): PreparedData {
  const cells = cellsOf(descriptor, bytes);
  const target = targetColumn(descriptor, plan.target);
  const targetAt = descriptor.columns!.indexOf(target);
  const shape = dataShape(descriptor, plan.target, plan);
  const classOf = shape.demand.task === 'classification' ? classIndex(target, shape.classNames ?? []) : null;
  const needed = plan.missing === 'drop' ? askedColumns(descriptor.columns!, plan.target) : [targetAt];
  const usable = Uint32Array.from({ length: cells.rows }, (_, row) => row).filter(
    (row) => !needed.some((at) => Number.isNaN(cells.at(row, at))),
  );
  const split = splitRows({
    rows: usable,
    sizes: splitSizes(descriptor, plan, usable.length),
    hasPublishedTest: false,
    seed: splitSeedOf(plan),
    classOf: plan.stratified && classOf ? (row) => classOf(cells.at(row, targetAt)) : null,
  });
  const column = (at: number) => Float64Array.from(split.train, (row) => cells.at(row, at));
  const scaled = plan.scaling === 'standardise';
  const fitted = descriptor.columns!.map((info, at) =>
    at === targetAt ? null : fitFeature(info, column(at), scaled, plan),
  );
  const features = withCodePlaces(withTokenPlaces(fitted), descriptor.columns!);
  const scaling = classOf || !scaled || !scalesTarget ? identityScaling : standardisation(column(targetAt));
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
      features: codesFirst(
        features.filter((feature) => feature !== null),
        ({ type }) => type,
      ),
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

/** The stored cells; throws `datasetBytes` where there are not as many as said. */
export function cellsOf(descriptor: DatasetDescriptor, bytes: DatasetBytes): Cells {
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
