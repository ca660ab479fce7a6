import { layerKind, layerKinds } from '#shared/layers/index.ts';
import type { Command } from '../command.ts';
import { paramLines, paramOutput } from '../params.ts';
import { textTable } from '../table.ts';

/** `descent layers [KIND]`: the layer kinds with their parameters, defaults and ranges. */
export const layersCommand: Command = {
  name: 'layers',
  positional: { valueName: 'KIND', min: 0, max: 1 },
  options: {},
  run({ positionals: [kind] }, { say }) {
    const kinds = kind === undefined ? layerKinds : [layerKind(kind)];
    const json = kinds.map((layer) => ({
      kind: layer.kind,
      family: layer.family,
      params: Object.entries(layer.params).map(([name, spec]) => paramOutput(name, spec)),
    }));
    const heading = [say('cli.columns.kind'), say('cli.columns.name'), say('cli.columns.about')];
    const table = () =>
      textTable(
        heading,
        kinds.map((layer) => [layer.kind, say(`layers.${layer.kind}.name`), say(`layers.${layer.kind}.about`)]),
      );
    const details = () =>
      kinds
        .map(
          (layer) =>
            `${say(`layers.${layer.kind}.name`)} (${layer.kind})\n${say(`layers.${layer.kind}.about`)}\n\n${paramLines(say, layer.params)}`,
        )
        .join('\n');
    return { json, text: kind === undefined ? table() : details() };
  },
};
