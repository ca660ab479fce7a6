import { Menu, type ContextMenuParams, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { Translate } from './words.ts';

/** Entries of the right-click menu: editing in a text field, copying of a selection, otherwise none. */
export function contextMenuTemplate(
  params: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>,
  words: Translate,
): MenuItemConstructorOptions[] {
  const { canCut, canCopy, canPaste, canSelectAll } = params.editFlags;
  const copy: MenuItemConstructorOptions = { role: 'copy', label: words('menu.copy'), enabled: canCopy };
  if (!params.isEditable) return params.selectionText.trim() === '' ? [] : [copy];
  return [
    { role: 'cut', label: words('menu.cut'), enabled: canCut },
    copy,
    { role: 'paste', label: words('menu.paste'), enabled: canPaste },
    { type: 'separator' },
    { role: 'selectAll', label: words('menu.selectAll'), enabled: canSelectAll },
  ];
}

/** Shows the right-click menu, which Electron does not have of its own. */
export function offerContextMenu(contents: WebContents, words: () => Translate): void {
  contents.on('context-menu', (_event, params) => {
    const template = contextMenuTemplate(params, words());
    if (template.length > 0) Menu.buildFromTemplate(template).popup();
  });
}
