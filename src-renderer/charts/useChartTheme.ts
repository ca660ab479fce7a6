import { useEventListener, useMutationObserver } from '@vueuse/core';
import { shallowRef, type ShallowRef } from 'vue';
import { readChartTheme, type ChartTheme } from './chartTheme.ts';

/** The theme of the page's charts; read again when the theme is chosen or the system changes its own. */
export function useChartTheme(): ShallowRef<ChartTheme> {
  const root = document.documentElement;
  const theme = shallowRef(readChartTheme(root));
  const refresh = (): void => {
    theme.value = readChartTheme(root);
  };
  useMutationObserver(root, refresh, { attributes: true, attributeFilter: ['data-theme'] });
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'])
    useEventListener(matchMedia(query), 'change', refresh);
  return theme;
}
