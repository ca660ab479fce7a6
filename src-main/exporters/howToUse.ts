import { translate, type Messages, type MessageValues } from '#shared/i18n/translate.ts';
import { shapeText } from '#shared/layers/kind.ts';
import en from '#resources/locales/en.json' with { type: 'json' };
import type { ExportInput } from './exporter.ts';
import { kerasCompile } from './kerasCompile.ts';

/** The notes beside a TF.js model (Markdown): what the files are, how a sample must be prepared, how to load and ask it. */
export function howToUse(input: ExportInput): string {
  const messages: Messages = input.messages ?? en;
  const say = (key: string, values: MessageValues = {}) => translate(messages, `exported.tfjs.${key}`, values);
  const prepared = input.preprocessing !== undefined;
  const sections = [
    `# ${input.experiment.title}`,
    say('intro', { version: input.appVersion, dataset: input.experiment.data.dataset }),
    [
      `- \`model.json\`: ${say('fileModel')}`,
      `- \`weights.bin\`: ${say('fileWeights', { values: input.weights.length })}`,
      ...(prepared ? [`- \`preprocessing.json\`: ${say('filePreprocessing')}`] : []),
    ].join('\n'),
    `## ${say('prepareTitle')}`,
    say('prepare', { shape: shapeText(input.inputShape) }),
    say(preparation(input)),
    `## ${say('loadTitle')}`,
    ['```js', ...loadingSnippet(input), '```'].join('\n'),
    input.demand.task === 'classification'
      ? say('outputClasses', { count: outputUnits(input) })
      : say(outputKey(input), { count: input.demand.units }),
    ...trainedWith(input, say),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The settings it was trained with, as Keras would be told them; a sentence where Keras cannot be. */
function trainedWith({ experiment, contender }: ExportInput, say: (key: string) => string): readonly string[] {
  if (!contender) return [];
  const lines = kerasCompile(experiment, contender);
  const title = `## ${say('trainedTitle')}`;
  return lines
    ? [title, say('trainedKeras'), ['```python', ...lines, '```'].join('\n')]
    : [title, say('trainedOnlyHere')];
}

/** The key of the sentence about what was fitted on the training part. */
function preparation({ preprocessing, inputShape, experiment }: ExportInput): string {
  if (typeof preprocessing !== 'object' || preprocessing === null) return 'prepareNothing';
  const kind = 'kind' in preprocessing ? preprocessing.kind : null;
  if (kind === 'text') return 'prepareText';
  if (kind === 'series') return 'prepareSeries';
  if (kind === 'table' && experiment.data.categories === 'embedding') return 'prepareTokens';
  return inputShape.length === 3 ? 'preparePicture' : 'prepareTable';
}

/** The key of the sentence about numbers that are answered. */
function outputKey({ demand, experiment: { data }, preprocessing }: ExportInput): string {
  if (demand.units > 1 && data.reconstruct === true) return 'outputSample';
  if (demand.units > 1) return data.moreTargets ? 'outputTargets' : 'outputSteps';
  return preprocessing === undefined ? 'outputNumber' : 'outputScaled';
}

function outputUnits({ experiment, demand }: ExportInput): number {
  return experiment.loss === 'binaryCrossentropy' ? 1 : demand.units;
}

function loadingSnippet({ inputShape }: ExportInput): readonly string[] {
  return [
    "import * as tf from '@tensorflow/tfjs';",
    '',
    "const model = await tf.loadLayersModel('model.json');",
    `const input = tf.zeros(${JSON.stringify([1, ...inputShape])});`,
    'const output = model.predict(input);',
    'console.log(await output.data());',
  ];
}
