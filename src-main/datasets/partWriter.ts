import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileTrouble } from './fileTrouble.ts';

/** A binary part being written; `finish` makes it durable, `drop` only closes it. */
export interface PartWriter {
  write(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  drop(): Promise<void>;
}

/** Opens a new file of a data set; throws `diskFull` and what else the file system says, by name. */
export async function openPart(path: string): Promise<PartWriter> {
  const name = basename(path);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw fileTrouble(error, name);
    }
  };
  const handle = await guarded(() => open(path, 'wx'));
  return {
    write: (bytes) => guarded(() => handle.writeFile(bytes)),
    finish: async () => {
      await guarded(() => handle.sync());
      await handle.close();
    },
    drop: () => handle.close(),
  };
}

/** Runs `fill` with a new part and makes it durable; closes it whatever happens. */
export async function writePart<T>(path: string, fill: (part: PartWriter) => Promise<T>): Promise<T> {
  const part = await openPart(path);
  let result: T;
  try {
    result = await fill(part);
  } catch (error) {
    await part.drop();
    throw error;
  }
  await part.finish();
  return result;
}
