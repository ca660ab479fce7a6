import { createReadStream } from 'node:fs';
import fs from 'node:fs/promises';
import { StudioError } from '#shared/result.ts';
import type { DatasetStore } from '../datasets/store.ts';
import type { CheckpointStore } from './checkpointStore.ts';
import type { ExportStore } from './exportStore.ts';
import { hostFailure } from './hostFailure.ts';
import { isId } from './ids.ts';
import type { StartWeightFiles } from './startWeightFiles.ts';
import type { RunFiles } from './runFiles.ts';

const CHUNK_BYTES = 256 * 1024;

export interface BytesRequest {
  readonly method: 'GET' | 'PUT';
  /** Path of the address, still percent-encoded; a query is ignored. */
  readonly path: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Declared length of the body. */
  readonly length: number | null;
}

export interface BytesResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: ReadableStream<Uint8Array> | Uint8Array | null;
}

export interface BytesSources {
  readonly datasets: DatasetStore;
  readonly runFiles: RunFiles;
  readonly checkpoints: CheckpointStore;
  readonly exports: ExportStore;
  readonly startWeights: StartWeightFiles;
  /** Exact length of a run's weights; null where the data set is gone and it cannot be known. */
  readonly expectedWeights: (run: string) => Promise<number | null>;
  readonly weightsWritten: (run: string) => void;
}

/**
 * Answers the addresses of `bytesAddress` in both hosts. Never throws: trouble is a status with a failed Result as JSON. An address is
 * taken apart into ids that are checked; none ever becomes a path of its own.
 */
export async function answerBytes(request: BytesRequest, sources: BytesSources): Promise<BytesResponse> {
  try {
    return await route(request, sources);
  } catch (error) {
    return failureResponse(error);
  }
}

async function route(request: BytesRequest, sources: BytesSources): Promise<BytesResponse> {
  const [root, top, group, id = '', name = '', ...more] = request.path.split('?')[0]!.split('/').map(decoded);
  if (root !== '' || top !== 'bytes' || more.length > 0 || !isId(id)) throw unknownAddress(request.path);
  if (group === 'runs' && name === 'weights')
    return request.method === 'PUT' ? putWeights(id, request, sources) : getWeights(id, sources);
  if (group === 'runs' && name === 'checkpoint' && request.method === 'PUT') return putCheckpoint(id, request, sources);
  if (request.method !== 'GET') throw new StudioError('methodRefused', { value: request.method });
  if (group === 'datasets' && (name === 'samples' || name === 'targets')) return getPart(id, name, sources);
  const checkpoint = group === 'runs' ? /^checkpoint-(\d{1,15})$/.exec(name) : null;
  if (checkpoint) return fileResponse(await sources.checkpoints.find(id, Number(checkpoint[1])));
  if (group === 'start-weights' && name === '') return fileResponse(await sources.startWeights.find(id));
  if (group === 'exports') return getStaged(id, name, sources);
  throw unknownAddress(request.path);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unknownAddress(part);
  }
}

function unknownAddress(value: string): StudioError {
  return new StudioError('addressUnknown', { value });
}

async function getPart(id: string, part: 'samples' | 'targets', { datasets }: BytesSources): Promise<BytesResponse> {
  const file = await datasets.partFile(id, part);
  return fileResponse(file.path);
}

async function getWeights(run: string, { runFiles }: BytesSources): Promise<BytesResponse> {
  return fileResponse((await runFiles.find(run)).path);
}

async function getStaged(id: string, name: string, { exports }: BytesSources): Promise<BytesResponse> {
  const type = name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
  return fileResponse(exports.file(id, name), type);
}

async function putWeights(run: string, { body, length }: BytesRequest, sources: BytesSources): Promise<BytesResponse> {
  const expected = await sources.expectedWeights(run);
  if (!body) throw new StudioError('weightsSize', { value: 0, expected: expected ?? '4 × n' });
  if (expected !== null && length !== null && length !== expected)
    throw new StudioError('weightsSize', { value: length, expected });
  await sources.runFiles.write(run, body, expected);
  sources.weightsWritten(run);
  return { status: 204, headers: {}, body: null };
}

async function putCheckpoint(run: string, { body }: BytesRequest, sources: BytesSources): Promise<BytesResponse> {
  if (!body) throw new StudioError('checkpointNotReadable');
  await sources.checkpoints.write(run, body);
  return { status: 204, headers: {}, body: null };
}

/** Streams a file from disk. */
async function fileResponse(file: string, type = 'application/octet-stream'): Promise<BytesResponse> {
  const { size } = await fs.stat(file);
  const headers = { 'content-type': type, 'content-length': String(size), 'cache-control': 'no-store' };
  return { status: 200, headers, body: ReadableStream.from(chunksOf(file)) };
}

/** The file is opened at the first read, and whatever goes wrong goes to who reads: a stream that nobody listens to would end the host with its error. */
async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file, { highWaterMark: CHUNK_BYTES });
}

const statuses: Readonly<Record<string, number>> = {
  bodyTooLarge: 413,
  weightsSize: 422,
  methodRefused: 405,
  runNotOurs: 409,
  checkpointNotReadable: 422,
  checkpointForeign: 422,
  checkpointAhead: 409,
  diskFull: 507,
  unexpected: 500,
};

/** A failure as JSON; what is not there is 404. */
export function failureResponse(error: unknown): BytesResponse {
  const failure = hostFailure(error);
  const status = failure.ok ? 500 : (statuses[failure.code] ?? 404);
  const body = new TextEncoder().encode(JSON.stringify(failure));
  const headers = {
    'content-type': 'application/json',
    'content-length': String(body.byteLength),
    'cache-control': 'no-store',
  };
  return { status, headers, body };
}
