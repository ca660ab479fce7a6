import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FileHandle } from '#shared/contract.ts';
import type { DatasetDescriptor, ImportPreview } from '#shared/domain/dataset.ts';
import type { FeaturePlan } from '#shared/domain/experiment.ts';
import type { TableOptions } from '#shared/domain/tableOptions.ts';
import type { Result } from '#shared/result.ts';
import { columnsMayChange, withOptions, type OptionsPatch } from '#shared/domain/tableOptionEdits.ts';
import { setName } from '#shared/domain/setName.ts';
import { useDatasetsStore, type CodedError } from './datasets.ts';

/** Trouble with a table that another delimiter, quote or header may cure: the wizard opens and says so. */
const curable = new Set(['csvOneColumn', 'csvDuplicateColumn', 'csvManyColumns', 'csvQuote', 'csvRowTooLong']);

/** The questions before an import: files, what they would become, and what the reader changed of it. */
export const useImportWizardStore = defineStore('importWizard', () => {
  const datasets = useDatasetsStore();
  const files = shallowRef<readonly FileHandle[]>([]);
  const options = shallowRef<TableOptions>({});
  const preview = shallowRef<ImportPreview | null>(null);
  const error = shallowRef<CodedError | null>(null);
  const name = ref('');
  /** What becomes of gaps and categories; goes into the experiment. */
  const features = shallowRef<FeaturePlan>({});
  const isOpen = ref(false);
  const isLooking = ref(false);
  /** The set that is read anew; it goes once the new one is there. */
  const replaced = shallowRef<DatasetDescriptor | null>(null);
  const isChanged = computed(() => Object.keys(options.value).length > 0);
  const isReady = computed(() => preview.value !== null && error.value === null && !isLooking.value && !trouble());
  let turn = 0;
  let looking: Promise<void> = Promise.resolve();

  /** Why the file as it would be read now is going to be refused; null where nothing shows. */
  const trouble = () => (preview.value && preview.value.kind !== 'image' ? preview.value.trouble : null);

  /**
   * Looks at files. 'asks': the wizard is open; 'plain': nothing is to be chosen, `files` can be imported as they are; 'refused': see the
   * error of the datasets store, or it was cancelled.
   */
  async function open(
    chosen: readonly (File | FileHandle)[],
    again: DatasetDescriptor | null = null,
  ): Promise<'asks' | 'plain' | 'refused'> {
    const start = again?.options ?? {};
    const looked = await datasets.lookAt(chosen, start);
    if (!looked) return 'refused';
    files.value = looked.files;
    options.value = start;
    features.value = {};
    preview.value = null;
    replaced.value = again;
    name.value = again?.name ?? setName(looked.files[0]?.name ?? '');
    const { look } = looked;
    if (!look.ok && look.code === 'notATable') return 'plain';
    if (!look.ok && !curable.has(look.code)) {
      datasets.error = look;
      void datasets.release(looked.files);
      return 'refused';
    }
    take(look);
    isOpen.value = true;
    return 'asks';
  }

  function take(look: Result<ImportPreview>): void {
    error.value = look.ok ? null : look;
    if (look.ok) preview.value = look.value;
  }

  /** Changes how the files are read and looks again; only the latest answer counts. */
  function change(patch: OptionsPatch): void {
    options.value = withOptions(columnsMayChange(patch) ? withoutColumns(options.value) : options.value, patch);
    looking = lookAgain();
  }

  /** Back to the guesses. */
  function forget(): void {
    options.value = {};
    looking = lookAgain();
  }

  /** Waits for the latest look; true where the files can be imported as it shows them. */
  async function settled(): Promise<boolean> {
    while (isLooking.value) await looking;
    return isOpen.value && isReady.value;
  }

  async function lookAgain(): Promise<void> {
    const mine = ++turn;
    isLooking.value = true;
    const look = await datasets.preview(files.value, options.value);
    if (mine !== turn) return;
    isLooking.value = false;
    take(look);
  }

  function close(isDone: boolean): void {
    turn += 1;
    isOpen.value = false;
    isLooking.value = false;
    if (!isDone) void datasets.release(files.value);
  }

  return {
    files,
    options,
    preview,
    error,
    name,
    features,
    isOpen,
    isLooking,
    isChanged,
    replaced,
    open,
    change,
    forget,
    settled,
    close,
  };
});

/** Names of columns mean nothing once the cells are divided in another way. */
function withoutColumns(options: TableOptions): TableOptions {
  const { columns: _, target: __, moreTargets: ___, text: ____, time: _____, ...rest } = options;
  return rest;
}
