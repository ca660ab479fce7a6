import { app, nativeTheme } from 'electron';
import type { CommandId } from '#shared/contract.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { installMenu } from './menu.ts';
import { pickLanguage, wordsOf, type Translate } from './words.ts';

/** Words, theme and menu of the shell, as the settings and the state of training ask. */
export interface Appearance {
  readonly words: () => Translate;
  readonly isTraining: () => boolean;
  applySettings(settings: Pick<Settings, 'language' | 'theme'>): void;
  setTraining(isTraining: boolean): void;
}

/** Starts in the system's language; the menu is built again whenever language or state change. */
export function createAppearance(fire: (command: CommandId) => void): Appearance {
  const systemLanguages = app.getPreferredSystemLanguages();
  let words = wordsOf(pickLanguage(null, systemLanguages));
  let isTraining = false;
  const rebuildMenu = () =>
    installMenu({
      words,
      appName: app.name,
      isMac: process.platform === 'darwin',
      hasDevTools: !app.isPackaged,
      state: { training: isTraining },
      fire,
    });
  return {
    words: () => words,
    isTraining: () => isTraining,
    applySettings({ language, theme }) {
      nativeTheme.themeSource = theme;
      words = wordsOf(pickLanguage(language, systemLanguages));
      rebuildMenu();
    },
    setTraining(next) {
      if (next === isTraining) return;
      isTraining = next;
      rebuildMenu();
    },
  };
}
