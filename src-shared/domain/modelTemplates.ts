import { addLayer } from './layerEdits.ts';
import type { LayerGraph, Shape } from './layerGraph.ts';
import { lossFits, usualLoss, wantedActivation, type OutputDemand } from './modelCheck.ts';
import type { ParamValues } from './params.ts';

/** What a template is fitted to: the data and the loss that is chosen now. */
export interface TemplateRequest {
  readonly inputShape: Shape;
  readonly demand: OutputDemand;
  readonly loss: string;
}

/** A starting stack; its words are in the locale files under `templates.<id>`. */
export interface ModelTemplate {
  readonly id: string;
  /** True where the template can work on samples of this shape. */
  fits(inputShape: Shape): boolean;
  /** The layers before the last one. */
  body(inputShape: Shape): readonly Sketch[];
}

type Sketch = readonly [kind: string, params: ParamValues];

const isPicture = (shape: Shape) => shape.length === 3;
const flattened = (shape: Shape): readonly Sketch[] => (shape.length > 1 ? [['flatten', {}]] : []);

function convolution(filters: number, kernelSize: number): Sketch {
  return ['conv2d', { filters, kernelSize, strides: 1, padding: 'same', activation: 'relu' }];
}

const halve: Sketch = ['maxPooling2d', { poolSize: 2, padding: 'valid' }];
const hidden = (units: number): Sketch => ['dense', { units, activation: 'relu' }];
const dropout = (rate: number): Sketch => ['dropout', { rate }];

/** Logistic regression for classes, linear regression for a number: the last layer alone. */
const linear: ModelTemplate = { id: 'linear', fits: () => true, body: flattened };

const smallDense: ModelTemplate = {
  id: 'smallDense',
  fits: () => true,
  body: (shape) => [...flattened(shape), hidden(64), hidden(32)],
};

const smallCnn: ModelTemplate = {
  id: 'smallCnn',
  fits: (shape) => isPicture(shape) && Math.min(shape[0]!, shape[1]!) >= 4,
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

/** Every starting stack, the simplest first. */
export const modelTemplates: readonly ModelTemplate[] = [linear, smallDense, smallCnn, fashionCnn];

/** The stack of a template for this data, its last layer and loss fitting the task. */
export function fromTemplate(
  template: ModelTemplate,
  { inputShape, demand, loss }: TemplateRequest,
): { readonly model: LayerGraph; readonly loss: string } {
  const fitting = lossFits(loss, demand) ? loss : usualLoss(demand.task);
  const units = fitting === 'binaryCrossentropy' ? 1 : demand.units;
  const last: Sketch = ['dense', { units, activation: wantedActivation(fitting) }];
  const empty: LayerGraph = { layers: [] };
  const sketches = [...template.body(inputShape), last];
  const model = sketches.reduce((graph, [kind, params]) => addLayer(graph, kind, graph.layers.length, params), empty);
  return { model, loss: fitting };
}
