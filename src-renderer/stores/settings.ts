import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { CallInput } from '#shared/contract.ts';
import { defaultSettings, type Language, type Settings } from '#shared/domain/settings.ts';
import { useHost } from '../host.ts';
import { resolveLanguage } from '../i18n/language.ts';

export type FirstStep = 'watch' | 'verdict' | 'change' | 'data' | 'export';
export const firstSteps: readonly FirstStep[] = ['watch', 'verdict', 'change', 'data', 'export'];

/** Theme, language and what the app remembers; kept by the host, applied to the page at once. */
export const useSettingsStore = defineStore('settings', () => {
  const { studio } = useHost();
  const settings = shallowRef<Settings>(defaultSettings);
  const systemLanguages = ref<readonly string[]>(typeof navigator === 'undefined' ? [] : navigator.languages);
  const language = computed<Language>(() => resolveLanguage(settings.value.language, systemLanguages.value));

  async function load(): Promise<void> {
    const result = await studio.call('settings.get', {});
    if (result.ok) settings.value = result.value;
  }

  /** Shows the change before the host has kept it: a switch must not wait. */
  async function set(patch: CallInput<'settings.set'>): Promise<void> {
    settings.value = { ...settings.value, ...withoutUndefined(patch) };
    const result = await studio.call('settings.set', patch);
    if (result.ok) settings.value = result.value;
  }

  /** Ticks a step of the first-steps card; ticking it twice changes nothing. */
  async function finishStep(step: FirstStep): Promise<void> {
    const { tourDone } = settings.value;
    if (!tourDone.includes(step)) await set({ tourDone: [...tourDone, step] });
  }

  watch(() => settings.value.theme, applyTheme, { immediate: true });
  watch(language, applyLanguage, { immediate: true });
  return { settings, language, load, set, finishStep };
});

function withoutUndefined(patch: CallInput<'settings.set'>): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

/** `data-theme` on the root element; none while the system decides. */
function applyTheme(theme: Settings['theme']): void {
  if (typeof document === 'undefined') return;
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function applyLanguage(language: Language): void {
  if (typeof document !== 'undefined') document.documentElement.lang = language;
}
