import { existsSync } from 'node:fs';
import { open, stat, truncate } from 'node:fs/promises';
import { StudioError } from '#shared/result.ts';
import type { CatalogFile } from '../catalog.ts';
import { request } from './request.ts';

export interface AttemptOptions {
  readonly file: CatalogFile;
  readonly address: string;
  /** Where the bytes are collected; what is there already is gone on with. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** A server that says nothing for so long is given up. */
  readonly stallMs: number;
  /** Told how many bytes there are, whenever it changes. */
  readonly onBytes: (have: number) => void;
}

/**
 * Fetches what is still missing of a file. Throws `cancelled`, `downloadUnsafe`, `downloadOffline`, `downloadRefused`, `downloadStalled`,
 * `downloadBroken` (bytes that came are kept) and `downloadTooLong`.
 */
export async function attempt(options: AttemptOptions): Promise<void> {
  const { file, address, path, signal, stallMs } = options;
  const have = existsSync(path) ? (await stat(path)).size : 0;
  if (have === file.bytes) return;
  if (have > file.bytes) await truncate(path);
  const stall = stallWatch(stallMs);
  const host = hostOf(address);
  let isAnswered = false;
  try {
    const response = await request(address, have < file.bytes ? have : 0, AbortSignal.any([signal, stall.signal]));
    isAnswered = true;
    await store(response, host, options, stall.alive);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    if (signal.aborted) throw new StudioError('cancelled');
    if (stall.signal.aborted)
      throw new StudioError('downloadStalled', { name: file.name, host, seconds: Math.round(stallMs / 1000) });
    if (!isNetworkTrouble(error)) throw error;
    // Where something came before, a line that is gone is one that broke.
    const isBroken = isAnswered || have > 0;
    throw new StudioError(isBroken ? 'downloadBroken' : 'downloadOffline', { name: file.name, host });
  } finally {
    stall.end();
  }
}

/** Appends to what is there where the server goes on from it, else begins again. */
async function store(response: Response, host: string, options: AttemptOptions, alive: () => void): Promise<void> {
  const { file, path, onBytes } = options;
  const from = beginOf(response);
  if (from === null || response.body === null) {
    await response.body?.cancel();
    throw new StudioError('downloadRefused', { host, status: response.status });
  }
  const out = await open(path, from === 0 ? 'w' : 'r+');
  try {
    let have = from;
    for await (const chunk of response.body) {
      alive();
      if (have + chunk.length > file.bytes)
        throw new StudioError('downloadTooLong', { name: file.name, host, limit: file.bytes });
      await out.write(chunk, 0, chunk.length, have);
      have += chunk.length;
      onBytes(have);
    }
    await out.truncate(have);
    if (have < file.bytes) throw new StudioError('downloadBroken', { name: file.name, host });
  } finally {
    await out.close();
  }
}

/** Place of the answer's first byte in the file; null for an answer that is no file. */
function beginOf({ status, headers }: Response): number | null {
  if (status === 200) return 0;
  const range = status === 206 ? /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') : null;
  return range ? Number(range[1]) : null;
}

function stallWatch(stallMs: number) {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), stallMs);
  return {
    signal: abort.signal,
    alive: () => {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), stallMs);
    },
    end: () => clearTimeout(timer),
  };
}

const hostOf = (address: string): string => new URL(address).host;

/** What `fetch` throws where there is no connection or it breaks: a TypeError with the system's error as its cause. */
function isNetworkTrouble(error: unknown): boolean {
  return error instanceof TypeError && error.cause instanceof Error;
}
