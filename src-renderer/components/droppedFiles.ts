const MAX_FILES = 64;

/** Whether a drag carries files of the system, not a layer or a piece of text of this page. */
export function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** Every file of a drop, those within dropped folders too; at most 64, as the contract says. */
export async function filesOf(transfer: DataTransfer | null): Promise<File[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null || entry.isFile)) return [...(transfer?.files ?? [])].slice(0, MAX_FILES);
  const files: File[] = [];
  for (const entry of entries) if (entry) await collect(entry, files);
  return files;
}

async function collect(entry: FileSystemEntry, into: File[]): Promise<void> {
  if (into.length >= MAX_FILES || entry.name.startsWith('.')) return;
  if (entry instanceof FileSystemFileEntry)
    into.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
  if (entry instanceof FileSystemDirectoryEntry)
    for (const child of await childrenOf(entry)) await collect(child, into);
}

/** A reader gives at most 100 entries a time: ask until none come. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
