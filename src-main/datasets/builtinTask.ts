import { join } from 'node:path';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import { StudioError } from '#shared/result.ts';
import { builtinSets } from './builtin/index.ts';
import { partFiles } from './descriptorFile.ts';
import { writePart } from './partWriter.ts';
import { stopIfCancelled } from './watch.ts';

export interface BuiltinTask {
  readonly kind: 'builtin';
  readonly id: string;
  readonly folder: string;
}

/** Makes a built-in set and writes its binary files into an empty folder; throws `datasetUnknown`. */
export async function buildSet(task: BuiltinTask, signal: AbortSignal): Promise<DatasetDescriptor> {
  const builtin = builtinSets.find(({ id }) => id === task.id);
  if (!builtin) throw new StudioError('datasetUnknown', { value: task.id });
  const { descriptor, samples, targets } = builtin.generate();
  stopIfCancelled(signal);
  await writePart(join(task.folder, partFiles.samples), (part) => part.write(bytesOf(samples)));
  if (targets) await writePart(join(task.folder, partFiles.targets), (part) => part.write(bytesOf(targets)));
  return { ...descriptor, importedAt: new Date().toISOString() };
}

function bytesOf(values: Uint8Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
