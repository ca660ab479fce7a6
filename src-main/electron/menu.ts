import { Menu, type MenuItemConstructorOptions } from 'electron';
import {
  commandOf,
  commandSections,
  isCommandEnabled,
  type Command,
  type CommandGroup,
  type CommandState,
} from '#shared/commands.ts';
import type { CommandId } from '#shared/contract.ts';
import type { Translate } from './words.ts';

type Item = MenuItemConstructorOptions;

export interface MenuPlan {
  readonly words: Translate;
  readonly appName: string;
  readonly isMac: boolean;
  /** Reload and developer tools, for builds that are not packaged. */
  readonly hasDevTools: boolean;
  readonly state: CommandState;
  readonly fire: (command: CommandId) => void;
}

const line: Item = { type: 'separator' };

/** The application menu as a template: the command table, and around it the entries every desktop expects. */
export function menuTemplate(plan: MenuPlan): Item[] {
  const menus = [fileMenu(plan), editMenu(plan), goMenu(plan), trainingMenu(plan), viewMenu(plan), windowMenu(plan)];
  return plan.isMac ? [appMenu(plan), ...menus] : [...menus, helpMenu(plan)];
}

/** Puts the menu in place; called again whenever language or state change. */
export function installMenu(plan: MenuPlan): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(plan)));
}

function entry(plan: MenuPlan, command: Command): Item {
  return {
    id: command.id,
    label: plan.words(command.labelKey),
    accelerator: command.accelerator,
    enabled: isCommandEnabled(command, plan.state),
    click: () => plan.fire(command.id),
  };
}

/** The command table's entries of a group. A Mac keeps the settings in the application's own menu. */
function entries(plan: MenuPlan, group: CommandGroup): Item[] {
  const sections = commandSections(group)
    .map((section) => section.filter((command) => !(plan.isMac && command.id === 'go.settings')))
    .filter((section) => section.length > 0);
  return sections.flatMap((section, index) => [
    ...(index > 0 ? [line] : []),
    ...section.map((command) => entry(plan, command)),
  ]);
}

function role(plan: MenuPlan, name: NonNullable<Item['role']>, key: string): Item {
  return { role: name, label: plan.words(`menu.${key}`, { app: plan.appName }) };
}

function submenu(plan: MenuPlan, key: string, items: Item[]): Item {
  return { label: plan.words(`menu.${key}`), submenu: items };
}

function fileMenu(plan: MenuPlan): Item {
  const last = plan.isMac ? role(plan, 'close', 'close') : role(plan, 'quit', 'quit');
  return submenu(plan, 'file', [...entries(plan, 'file'), line, last]);
}

/** Undo and redo are commands, because they mean the model's steps too; the page passes them on to a text field that has the focus. */
function editMenu(plan: MenuPlan): Item {
  const roles = (['cut', 'copy', 'paste', 'selectAll'] as const).map((name) => role(plan, name, name));
  return submenu(plan, 'edit', [...entries(plan, 'edit'), line, ...roles]);
}

function goMenu(plan: MenuPlan): Item {
  return submenu(plan, 'go', entries(plan, 'go'));
}

function trainingMenu(plan: MenuPlan): Item {
  return submenu(plan, 'training', entries(plan, 'training'));
}

function viewMenu(plan: MenuPlan): Item {
  const zoom = (['resetZoom', 'zoomIn', 'zoomOut'] as const).map((name) => role(plan, name, name));
  const developer = [line, role(plan, 'reload', 'reload'), role(plan, 'toggleDevTools', 'developerTools')];
  return submenu(plan, 'view', [
    ...zoom,
    line,
    role(plan, 'togglefullscreen', 'fullScreen'),
    ...(plan.hasDevTools ? developer : []),
  ]);
}

function windowMenu(plan: MenuPlan): Item {
  return submenu(plan, 'window', [role(plan, 'minimize', 'minimize'), role(plan, 'close', 'close')]);
}

function helpMenu(plan: MenuPlan): Item {
  return submenu(plan, 'help', [role(plan, 'about', 'about')]);
}

function appMenu(plan: MenuPlan): Item {
  const items = [
    role(plan, 'about', 'about'),
    line,
    entry(plan, commandOf('go.settings')),
    line,
    role(plan, 'services', 'services'),
    line,
    role(plan, 'hide', 'hide'),
    role(plan, 'hideOthers', 'hideOthers'),
    role(plan, 'unhide', 'showAll'),
    line,
    role(plan, 'quit', 'quit'),
  ];
  return { label: plan.appName, submenu: items };
}
