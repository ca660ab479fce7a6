import type { FileHandle, FilePurpose } from '#shared/contract.ts';
import { useHost } from '../host.ts';

/** Asks for files: by the host's own dialog where it has one, else by the page's. An empty list: the reader changed their mind. */
export function useFileChooser() {
  const { studio } = useHost();

  async function choose(purpose: FilePurpose): Promise<readonly (File | FileHandle)[]> {
    const result = await studio.call('files.choose', { purpose });
    if (!result.ok) return [];
    return result.value.files ?? pickOnPage(purpose);
  }
  return { choose };
}

const accepted: Readonly<Record<FilePurpose, string>> = {
  data: '',
  folder: '',
  experiment: '.json,application/json',
  layers: '.json,application/json',
  model: '.json,.bin,application/json',
};

/** An <input type=file> that lives only as long as the question. */
function pickOnPage(purpose: FilePurpose): Promise<readonly File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = purpose === 'data' || purpose === 'model';
  input.webkitdirectory = purpose === 'folder';
  input.accept = accepted[purpose];
  input.className = 'visually-hidden';
  document.body.append(input);
  return new Promise<readonly File[]>((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  }).finally(() => input.remove());
}
