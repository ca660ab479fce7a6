import { bytesAddress } from '#shared/contract.ts';
import type { DatasetDescriptor } from '#shared/domain/dataset.ts';
import type { DatasetBytes } from '#shared/preprocessing/preparedData.ts';
import { StudioError } from '#shared/result.ts';

/** Fetches the binary files of a data set from the host; throws `datasetUnreadable`. */
export async function fetchDataset(descriptor: DatasetDescriptor): Promise<DatasetBytes> {
  const [samples, targets] = await Promise.all([
    fetchPart(descriptor, 'samples'),
    descriptor.targets ? fetchPart(descriptor, 'targets') : null,
  ]);
  return { samples, targets };
}

async function fetchPart(descriptor: DatasetDescriptor, part: 'samples' | 'targets'): Promise<ArrayBuffer> {
  const response = await fetch(bytesAddress.datasetPart(descriptor.id, part));
  if (!response.ok) throw new StudioError('datasetUnreadable', { name: descriptor.name, status: response.status });
  return response.arrayBuffer();
}
