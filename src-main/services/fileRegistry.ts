import fs from 'node:fs/promises';
import path from 'node:path';
import type { FileHandle } from '#shared/contract.ts';
import { StudioError } from '#shared/result.ts';
import { newId } from './ids.ts';

export interface RegisteredFile extends FileHandle {
  /** Absolute. */
  readonly path: string;
  /** True for the host's own copy of an upload, which goes when its job is done. */
  readonly isTemporary: boolean;
}

/** Files the reader chose. The page knows their ids and names, never their paths. */
export interface FileRegistry {
  /** Makes a file or a folder known; throws `fileUnreadable` for what is neither. */
  register(file: string, options?: { name?: string | undefined; isTemporary?: boolean }): Promise<FileHandle>;
  /** Throws `fileUnknown`. */
  get(id: string): RegisteredFile;
  /** Undefined where it is not, or no longer, known. */
  find(id: string): RegisteredFile | undefined;
  /** Deletes the host's own copies among these. */
  dropTemporary(files: readonly RegisteredFile[]): Promise<void>;
  /** Does something with these files; the host's own copies among them are deleted then, however it ended. Throws `fileUnknown` too. */
  useOnce<T>(ids: readonly string[], act: (chosen: readonly RegisteredFile[]) => Promise<T>): Promise<T>;
}

export function createFileRegistry(): FileRegistry {
  const files = new Map<string, RegisteredFile>();
  const registry: FileRegistry = {
    async register(file, { name = path.basename(file), isTemporary = false } = {}) {
      const absolute = path.resolve(file);
      const found = await fs.stat(absolute).catch(() => null);
      if (!found?.isFile() && !found?.isDirectory()) throw new StudioError('fileUnreadable', { name });
      const handle: FileHandle = { id: newId('f'), name, bytes: found.isFile() ? found.size : 0 };
      files.set(handle.id, { ...handle, path: absolute, isTemporary });
      return handle;
    },
    get(id) {
      const file = files.get(id);
      if (!file) throw new StudioError('fileUnknown', { value: id });
      return file;
    },
    find: (id) => files.get(id),
    async dropTemporary(used) {
      for (const file of used.filter(({ isTemporary }) => isTemporary)) {
        files.delete(file.id);
        await fs.rm(file.path, { force: true });
      }
    },
    async useOnce(ids, act) {
      try {
        return await act(ids.map((id) => registry.get(id)));
      } finally {
        await registry.dropTemporary(ids.flatMap((id) => files.get(id) ?? []));
      }
    },
  };
  return registry;
}
