import { shapeSize } from '../layers/kind.ts';
import { setLayerInputs } from './graphEdits.ts';
import { addLayer } from './layerEdits.ts';
import type { LayerGraph, Shape } from './layerGraph.ts';
import { lossFits, usualLoss, wantedActivation, wantedUnits, type OutputDemand } from './modelCheck.ts';
import { DATA_INPUT } from './modelSources.ts';
import type { ParamValues } from './params.ts';
import type { TableCodes } from '../preprocessing/tableCodes.ts';

/** What a template is fitted to: the data and the loss that is chosen now. */
export interface TemplateRequest {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
  readonly loss: string;
  /** Texts: how many different words there may be. */
  readonly vocabulary?: number;
  /** Tables whose first columns are codes of categories. */
  readonly codes?: TableCodes;
}

/** What of the data decides which templates there are. */
export type TemplateInput = Pick<TemplateRequest, 'inputShape' | 'vocabulary' | 'codes'>;

/** A starting stack; its words are in the locale files under `templates.<id>`. */
export interface ModelTemplate {
  readonly id: string;
  /** True where the answer is to be the sample itself. */
  readonly rebuilds?: true;
  /** True where the template can work on such samples. */
  fits(input: TemplateInput): boolean;
  /** The layers before the last one. */
  body(input: TemplateInput): readonly Sketch[];
}

/** `reads`: how many rows back it reads, where that is not the row before it alone; as many as stand before it and one more is the data. */
type Sketch = readonly [kind: string, params: ParamValues, reads?: readonly number[]];

const isPicture = ({ inputShape }: TemplateInput) => inputShape.length === 3;
const isText = ({ vocabulary }: TemplateInput) => vocabulary !== undefined;
const isSequence = (input: TemplateInput) => isText(input) || input.inputShape.length === 2;
/** The number of a word or category says nothing by its size, so dense layers alone are not offered there. */
const isMeasured = (input: TemplateInput) => !isText(input) && !input.codes;
const flattened = ({ inputShape }: TemplateInput): readonly Sketch[] =>
  inputShape.length > 1 ? [['flatten', {}]] : [];
/** Words become vectors; a series has its features already. */
const embedded = ({ vocabulary }: TemplateInput): readonly Sketch[] =>
  vocabulary === undefined ? [] : [['embedding', { inputDim: vocabulary, outputDim: 16 }]];

function convolution(filters: number, kernelSize: number): Sketch {
  return ['conv2d', { filters, kernelSize, strides: 1, padding: 'same', activation: 'relu' }];
}

const halve: Sketch = ['maxPooling2d', { poolSize: 2, padding: 'valid' }];
const hidden = (units: number): Sketch => ['dense', { units, activation: 'relu' }];
const dropout = (rate: number): Sketch => ['dropout', { rate }];

/** Logistic regression for classes, linear regression for a number: the last layer alone. */
const linear: ModelTemplate = { id: 'linear', fits: isMeasured, body: flattened };

const smallDense: ModelTemplate = {
  id: 'smallDense',
  fits: isMeasured,
  body: (input) => [...flattened(input), hidden(64), hidden(32)],
};

/** Learned rows of values for categories, beside the numbers (Guo & Berkhahn 2016). */
const embeddedCategories: ModelTemplate = {
  id: 'embeddedCategories',
  fits: ({ codes }) => codes !== undefined,
  body: ({ inputShape: [count = 0], codes }) => {
    const { columns, vocabulary } = codes!;
    // As many as the fourth root of the categories of a column, twice: a rule of thumb.
    const outputDim = Math.max(2, Math.min(16, Math.round(2 * (vocabulary / columns) ** 0.25)));
    const rows: Sketch = ['embedding', { inputDim: vocabulary, outputDim }];
    if (columns === count) return [rows, ['flatten', {}], hidden(64), hidden(32)];
    return [
      ['columns', { from: 1, to: columns }],
      rows,
      ['flatten', {}],
      ['columns', { from: columns + 1, to: count }, [4]],
      ['concatenate', {}, [2, 1]],
      hidden(64),
      hidden(32),
    ];
  },
};

const smallCnn: ModelTemplate = {
  id: 'smallCnn',
  fits: (input) => isPicture(input) && Math.min(...input.inputShape.slice(0, 2)) >= 4,
  body: () => [convolution(16, 3), halve, convolution(32, 3), halve, ['flatten', {}], hidden(64)],
};

/** The network of the course's Fashion-MNIST exercise: 412,778 parameters on 28 × 28 grey pictures of ten classes. */
const fashionCnn: ModelTemplate = {
  id: 'fashionCnn',
  fits: smallCnn.fits,
  body: () => [
    convolution(64, 2),
    halve,
    dropout(0.3),
    convolution(32, 2),
    halve,
    dropout(0.3),
    ['flatten', {}],
    hidden(256),
    dropout(0.5),
  ],
};

/** Two convolutions and a way around them, added up. */
const residual = (filters: number): readonly Sketch[] => [
  convolution(filters, 3),
  ['conv2d', { filters, kernelSize: 3, strides: 1, padding: 'same', activation: 'linear' }],
  ['add', {}, [1, 3]],
  ['activation', { activation: 'relu' }],
];

/** Two small convolutions before every halving, twice as many filters after it (Simonyan & Zisserman 2014). */
const smallVgg: ModelTemplate = {
  id: 'smallVgg',
  fits: smallCnn.fits,
  body: () => [
    convolution(32, 3),
    convolution(32, 3),
    halve,
    convolution(64, 3),
    convolution(64, 3),
    halve,
    ['flatten', {}],
    hidden(128),
    dropout(0.5),
  ],
};

/** Residual blocks (He et al. 2015) of two widths, then the mean over all places. */
const smallResNet: ModelTemplate = {
  id: 'smallResNet',
  fits: smallCnn.fits,
  body: () => [
    convolution(16, 3),
    ...residual(16),
    halve,
    convolution(32, 3),
    ...residual(32),
    ['globalAveragePooling2d', {}],
  ],
};

/** Which words occur, in whatever order: the yardstick for texts. */
const wordAverage: ModelTemplate = {
  id: 'wordAverage',
  fits: isText,
  body: (input) => [...embedded(input), ['globalAveragePooling1d', {}], hidden(16)],
};

/** Phrases of five words, or patterns of five steps, wherever they stand. */
const sequenceCnn: ModelTemplate = {
  id: 'sequenceCnn',
  fits: isSequence,
  body: (input) => [
    ...embedded(input),
    ['conv1d', { filters: 32, kernelSize: 5, padding: 'same', activation: 'relu' }],
    ['globalMaxPooling1d', {}],
    hidden(32),
  ],
};

const sequenceLstm: ModelTemplate = {
  id: 'sequenceLstm',
  fits: isSequence,
  body: (input) => [...embedded(input), ['lstm', { units: 32 }]],
};

const sequenceGru: ModelTemplate = {
  id: 'sequenceGru',
  fits: isSequence,
  body: (input) => [...embedded(input), ['gru', { units: 32, resetAfter: false }]],
};

/** The sample through a layer that is narrower than it, and back (Hinton & Salakhutdinov 2006). */
const autoencoder: ModelTemplate = {
  id: 'autoencoder',
  fits: isMeasured,
  rebuilds: true,
  body: (input) => {
    const values = shapeSize(input.inputShape);
    const outer = Math.max(2, Math.min(128, Math.ceil(values / 2)));
    return [
      ...flattened(input),
      hidden(outer),
      ['dense', { units: Math.max(1, Math.min(32, Math.floor(values / 4))), activation: 'relu' }],
      hidden(outer),
    ];
  },
};

/** Every starting stack, the simplest first. */
export const modelTemplates: readonly ModelTemplate[] = [
  linear,
  smallDense,
  embeddedCategories,
  smallCnn,
  fashionCnn,
  smallVgg,
  smallResNet,
  wordAverage,
  sequenceCnn,
  sequenceGru,
  sequenceLstm,
  autoencoder,
];

/** The first of these that can work on the data is where a newcomer begins: quick to train, and of the kind the data are. */
const usual = [embeddedCategories, wordAverage, smallCnn, sequenceGru, smallDense, linear];

/** The starting stack for this data; always there, since a dense one reads whatever is measured. */
export function usualTemplate(input: TemplateInput): ModelTemplate {
  return usual.find((template) => template.fits(input)) ?? linear;
}

/** The stack of a template for this data, its last layer and loss fitting the task. */
export function fromTemplate(
  template: ModelTemplate,
  request: TemplateRequest,
): { readonly model: LayerGraph; readonly loss: string; readonly rebuilds: boolean } {
  const { loss } = request;
  const demand = template.rebuilds ? rebuilt(request) : request.demand;
  const fitting = lossFits(loss, demand) ? loss : usualLoss(demand.task);
  const units = wantedUnits(fitting, demand);
  const last: Sketch = ['dense', { units, activation: wantedActivation(fitting) }];
  const empty: LayerGraph = { layers: [] };
  const sketches = [...template.body(request), last];
  const model = sketches.reduce(withSketch, empty);
  return { model, loss: fitting, rebuilds: template.rebuilds === true };
}

function rebuilt({ inputShape }: TemplateRequest): OutputDemand {
  return { task: 'regression', units: shapeSize(inputShape) };
}

function withSketch(graph: LayerGraph, [kind, params, reads]: Sketch): LayerGraph {
  const at = graph.layers.length;
  const after = addLayer(graph, kind, at, params);
  if (!reads) return after;
  const inputs = reads.map((back) => graph.layers[at - back]?.id ?? DATA_INPUT);
  return setLayerInputs(after, after.layers[at]!.id, inputs);
}
