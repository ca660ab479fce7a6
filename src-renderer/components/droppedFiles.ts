import { droppedFolder, type FolderSource } from '../composables/folderSources.ts';

/** As many as the contract takes at once. */
const MAX_FILES = 64;

/** Whether a drag carries files of the system, not a layer or a piece of text of this page. */
export function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** What a drop holds, asked for while it is handled: files, or a folder of them where one is among them and `opensFolders`. */
export function droppedThings(
  transfer: DataTransfer | null,
  opensFolders: boolean,
): { readonly files: File[] } | { readonly folder: FolderSource } {
  const entries = [...(transfer?.items ?? [])].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  if (opensFolders && entries.some(({ isDirectory }) => isDirectory)) return { folder: droppedFolder(entries) };
  return { files: [...(transfer?.files ?? [])].slice(0, MAX_FILES) };
}
