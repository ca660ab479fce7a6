import { commands, type Command } from './commands.ts';

/** A key press, as far as an accelerator needs to know it; a KeyboardEvent is one. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

interface Chord {
  readonly key: string;
  readonly command: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

const macSigns: Readonly<Record<string, string>> = { CmdOrCtrl: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩' };
const otherWords: Readonly<Record<string, string>> = { CmdOrCtrl: 'Ctrl' };
/** Apple's order of modifier signs. */
const macOrder = ['Alt', 'Shift', 'CmdOrCtrl'];

function chordOf(accelerator: string): Chord {
  const parts = accelerator.split('+');
  return {
    key: (parts.at(-1) ?? '').toLowerCase(),
    command: parts.includes('CmdOrCtrl'),
    shift: parts.includes('Shift'),
    alt: parts.includes('Alt'),
  };
}

/** Whether a key press is this accelerator; the command key is ⌘ on a Mac and Ctrl elsewhere, and the other of the two must be up. */
export function matchesAccelerator(accelerator: string, press: KeyPress, isMac: boolean): boolean {
  const chord = chordOf(accelerator);
  const [commandKey, otherKey] = isMac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  return (
    press.key.toLowerCase() === chord.key &&
    commandKey === chord.command &&
    !otherKey &&
    press.shiftKey === chord.shift &&
    press.altKey === chord.alt
  );
}

/** The command that a key press stands for, or null. */
export function commandForKey(press: KeyPress, isMac: boolean): Command | null {
  return commands.find((each) => matchesAccelerator(each.accelerator, press, isMac)) ?? null;
}

function macParts(parts: readonly string[]): string {
  const modifiers = macOrder.filter((name) => parts.includes(name));
  return [...modifiers, parts.at(-1) ?? ''].map((part) => macSigns[part] ?? part).join('');
}

/** An accelerator as the reader's keyboard shows it: `⇧⌘Z` on a Mac, `Ctrl+Shift+Z` elsewhere. */
export function acceleratorText(accelerator: string, isMac: boolean): string {
  const parts = accelerator.split('+');
  return isMac ? macParts(parts) : parts.map((part) => otherWords[part] ?? part).join('+');
}
