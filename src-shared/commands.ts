import type { CommandId } from './contract.ts';

/**
 * The one table of commands: the native menu, the keys of the page and the list of keys in the help are all made from it.
 * A new command is a line in `commandIds` of the contract, a line here and a label in the locale files.
 */
export const commandGroups = ['file', 'edit', 'go', 'training'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** What must hold for a command to do anything. `always` needs no answer; the others are answered by whoever knows. */
export const commandConditions = ['always', 'undoable', 'redoable', 'startable', 'training'] as const;
export type CommandCondition = (typeof commandConditions)[number];

/** What is known about the conditions; an unknown one counts as met, so that the page decides. */
export type CommandState = Partial<Readonly<Record<CommandCondition, boolean>>>;

/** One entry of the table. `accelerator` is in Electron's words: `CmdOrCtrl+Shift+Z`. */
export interface Command {
  readonly id: CommandId;
  /** Full key in the locale files. */
  readonly labelKey: string;
  readonly accelerator: string;
  readonly group: CommandGroup;
  /** Entries of one section stand together, a line between sections. */
  readonly section: number;
  readonly enabledWhen: CommandCondition;
}

function command(
  id: CommandId,
  group: CommandGroup,
  accelerator: string,
  section = 0,
  enabledWhen: CommandCondition = 'always',
): Command {
  return { id, labelKey: `commands.${id}`, accelerator, group, section, enabledWhen };
}

/** In the order in which menu and help show them. */
export const commands: readonly Command[] = [
  command('experiment.new', 'file', 'CmdOrCtrl+N'),
  command('experiment.open', 'file', 'CmdOrCtrl+O'),
  command('experiment.save', 'file', 'CmdOrCtrl+S'),
  command('data.import', 'file', 'CmdOrCtrl+I', 1),
  command('edit.undo', 'edit', 'CmdOrCtrl+Z', 0, 'undoable'),
  command('edit.redo', 'edit', 'CmdOrCtrl+Shift+Z', 0, 'redoable'),
  command('go.home', 'go', 'CmdOrCtrl+1'),
  command('go.data', 'go', 'CmdOrCtrl+2'),
  command('go.model', 'go', 'CmdOrCtrl+3'),
  command('go.optimizers', 'go', 'CmdOrCtrl+4'),
  command('go.compare', 'go', 'CmdOrCtrl+5'),
  command('go.surfaces', 'go', 'CmdOrCtrl+6'),
  command('go.runs', 'go', 'CmdOrCtrl+7'),
  command('go.settings', 'go', 'CmdOrCtrl+,', 1),
  command('training.start', 'training', 'CmdOrCtrl+Enter', 0, 'startable'),
  command('training.pause', 'training', 'CmdOrCtrl+Shift+Enter', 0, 'training'),
  command('training.stop', 'training', 'CmdOrCtrl+.', 0, 'training'),
];

/** The entry of one command. */
export function commandOf(id: CommandId): Command {
  const found = commands.find((each) => each.id === id);
  if (!found) throw new Error(`No entry for the command ${id}.`);
  return found;
}

/** The commands of a group, split at its section lines. */
export function commandSections(group: CommandGroup): readonly (readonly Command[])[] {
  const members = commands.filter((each) => each.group === group);
  const sections = [...new Set(members.map((each) => each.section))];
  return sections.map((section) => members.filter((each) => each.section === section));
}

/** Whether a command can do something now; what is not known counts as met. */
export function isCommandEnabled(entry: Command, state: CommandState): boolean {
  return entry.enabledWhen === 'always' || state[entry.enabledWhen] !== false;
}
