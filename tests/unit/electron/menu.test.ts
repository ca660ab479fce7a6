import type { MenuItemConstructorOptions } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { commands } from '#shared/commands.ts';
import { languages, type Language } from '#shared/domain/settings.ts';
import { createAppearance } from '#main/electron/appearance.ts';
import { contextMenuTemplate, offerContextMenu } from '#main/electron/contextMenu.ts';
import { menuTemplate, type MenuPlan } from '#main/electron/menu.ts';
import { pickLanguage, wordsOf } from '#main/electron/words.ts';
import { fakeElectron, FakeWebContents, fakeEvent, resetElectron } from './fakeElectron.ts';

vi.mock('electron', async () => (await import('./fakeElectron.ts')).fakeElectron);
beforeEach(resetElectron);

type Item = MenuItemConstructorOptions;

const plan = (more: Partial<MenuPlan> = {}): MenuPlan => ({
  words: wordsOf('en'),
  appName: 'Descent Studio',
  isMac: false,
  hasDevTools: false,
  state: {},
  fire: vi.fn(),
  ...more,
});
const inside = (item: Item | undefined): Item[] => (Array.isArray(item?.submenu) ? item.submenu : []);
const everything = (template: Item[]): Item[] => template.flatMap((item) => [item, ...everything(inside(item))]);
const entry = (template: Item[], id: string) => everything(template).filter((item) => item.id === id);

describe('the menu', () => {
  it.each([true, false])('has every command of the table once (Mac: %s)', (isMac) => {
    const template = menuTemplate(plan({ isMac }));
    for (const command of commands) {
      expect(entry(template, command.id)).toHaveLength(1);
      expect(entry(template, command.id)[0]).toMatchObject({ accelerator: command.accelerator });
    }
  });

  it.each(languages)('is written in %s from the first to the last word', (language: Language) => {
    for (const isMac of [true, false]) {
      const template = menuTemplate(plan({ words: wordsOf(language), isMac, hasDevTools: true }));
      const texts = everything(template).filter((item) => item.type !== 'separator');
      for (const { label } of texts) expect(label).toMatch(/^(?!(menu|commands)\.)[^{}]+$/);
    }
  });

  it('says different things in different languages', () => {
    const first = (language: Language) => menuTemplate(plan({ words: wordsOf(language) })).map(({ label }) => label);
    expect(first('en')).toEqual(['File', 'Edit', 'Go', 'Training', 'View', 'Window', 'Help']);
    expect(first('it')).toContain('Modifica');
    expect(first('es')).toContain('Entrenamiento');
  });

  it('keeps the editing roles beside undo and redo', () => {
    const edit = inside(menuTemplate(plan())[1]);
    expect(edit.map(({ id, role, type }) => id ?? role ?? type)).toEqual([
      'edit.undo',
      'edit.redo',
      'separator',
      'cut',
      'copy',
      'paste',
      'selectAll',
    ]);
  });

  it('puts settings into the application’s menu on a Mac', () => {
    const [app, file] = menuTemplate(plan({ isMac: true }));
    expect(app?.label).toBe('Descent Studio');
    expect(inside(app).map(({ id, role }) => id ?? role)).toContain('go.settings');
    expect(inside(file).map(({ role }) => role)).not.toContain('quit');
  });

  it('fires the command of the entry', () => {
    const fire = vi.fn();
    for (const item of everything(menuTemplate(plan({ fire })))) if (item.id) (item.click as () => void)();
    expect(fire.mock.calls.map(([id]) => id).sort()).toEqual(commands.map(({ id }) => id).sort());
  });

  it('greys out what cannot be done', () => {
    const idle = menuTemplate(plan({ state: { training: false } }));
    expect(entry(idle, 'training.pause')[0]?.enabled).toBe(false);
    expect(entry(idle, 'training.start')[0]?.enabled).toBe(true);
    const busy = menuTemplate(plan({ state: { training: true } }));
    expect(entry(busy, 'training.pause')[0]?.enabled).toBe(true);
  });

  it('offers reload and developer tools only where they are wanted', () => {
    const roles = (hasDevTools: boolean) => everything(menuTemplate(plan({ hasDevTools }))).map(({ role }) => role);
    expect(roles(true)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
    expect(roles(false)).not.toContain('reload');
    expect(roles(false)).not.toContain('toggleDevTools');
  });
});

describe('appearance', () => {
  const shown = () => {
    const [menu] = fakeElectron.Menu.setApplicationMenu.mock.lastCall ?? [];
    return (menu as { template: Item[] }).template;
  };

  it('starts in the system’s language and follows the settings', () => {
    fakeElectron.app.languages = ['de-DE', 'it-IT', 'en'];
    const appearance = createAppearance(vi.fn());
    appearance.applySettings({ language: null, theme: 'dark' });
    expect(fakeElectron.nativeTheme.themeSource).toBe('dark');
    expect(shown()[1]?.label).toBe('Modifica');
    appearance.applySettings({ language: 'es', theme: 'system' });
    expect(fakeElectron.nativeTheme.themeSource).toBe('system');
    expect(shown()[1]?.label).toBe('Edición');
    expect(appearance.words()('menu.copy')).toBe('Copiar');
  });

  it('builds the menu again when training begins and ends, not in between', () => {
    const appearance = createAppearance(vi.fn());
    for (const isTraining of [true, true, false, false]) appearance.setTraining(isTraining);
    expect(fakeElectron.Menu.setApplicationMenu).toHaveBeenCalledTimes(2);
    expect(entry(shown(), 'training.stop')[0]?.enabled).toBe(false);
  });

  it('falls back to English', () => {
    expect(pickLanguage(null, ['de-DE', 'fr'])).toBe('en');
    expect(pickLanguage(null, [])).toBe('en');
    expect(pickLanguage(null, ['ES-419'])).toBe('es');
    expect(pickLanguage('it', ['es'])).toBe('it');
  });
});

describe('the right-click menu', () => {
  const flags = { canCut: true, canCopy: true, canPaste: false, canSelectAll: true } as never;
  const roles = (isEditable: boolean, selectionText: string) =>
    contextMenuTemplate({ isEditable, selectionText, editFlags: flags }, wordsOf('en')).flatMap(
      ({ role }) => role ?? [],
    );

  it('edits fields, copies selections and is otherwise absent', () => {
    expect(roles(true, '')).toEqual(['cut', 'copy', 'paste', 'selectAll']);
    expect(roles(false, 'loss 0.12')).toEqual(['copy']);
    expect(roles(false, ' ')).toEqual([]);
  });

  it('pops up only with something in it', () => {
    const contents = new FakeWebContents();
    offerContextMenu(contents as never, () => wordsOf('en'));
    contents.emit('context-menu', fakeEvent({}), { isEditable: false, selectionText: '', editFlags: flags });
    expect(fakeElectron.Menu.buildFromTemplate).not.toHaveBeenCalled();
    contents.emit('context-menu', fakeEvent({}), { isEditable: true, selectionText: '', editFlags: flags });
    expect(fakeElectron.Menu.buildFromTemplate.mock.results[0]?.value.popup).toHaveBeenCalledOnce();
  });
});
