import { describe, expect, it } from 'vitest';
import en from '#resources/locales/en.json' with { type: 'json' };
import es from '#resources/locales/es.json' with { type: 'json' };
import it_ from '#resources/locales/it.json' with { type: 'json' };
import { acceleratorText, commandForKey, matchesAccelerator, type KeyPress } from '#shared/accelerators.ts';
import { commandGroups, commandOf, commands, commandSections, isCommandEnabled } from '#shared/commands.ts';
import { commandIds } from '#shared/contract.ts';
import { hasMessage } from '#shared/i18n/translate.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe('the command table', () => {
  it('has every command of the contract once', () => {
    expect(commands.map(({ id }) => id).sort()).toEqual([...commandIds].sort());
  });

  it('gives no accelerator twice', () => {
    const accelerators = commands.map(({ accelerator }) => accelerator.toLowerCase());
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });

  it.each(commands)('$id has an accelerator Electron understands', ({ accelerator }) => {
    expect(accelerator).toMatch(/^CmdOrCtrl\+(Shift\+)?([A-Z0-9]|Enter|,|\.)$/);
  });

  it.each(commands)('$id leaves the keys of the roles alone', ({ accelerator }) => {
    const taken = ['X', 'C', 'V', 'A', 'Q', 'W', 'M', 'H', 'R', '0', '+', '-', 'Shift+I'].map(
      (key) => `CmdOrCtrl+${key}`,
    );
    expect(taken).not.toContain(accelerator);
  });

  it.each(commands)('$id has its label in every language', ({ labelKey }) => {
    for (const messages of [en, it_, es]) expect(hasMessage(messages, labelKey)).toBe(true);
  });

  it('falls into groups and sections without loss', () => {
    const sorted = commandGroups.flatMap((group) => commandSections(group).flat());
    expect(sorted.map(({ id }) => id)).toEqual(commands.map(({ id }) => id));
    expect(commandSections('file').map((section) => section.length)).toEqual([3, 1]);
  });

  it('says what can be done: what is unknown counts as possible', () => {
    const stop = commandOf('training.stop');
    expect(isCommandEnabled(stop, {})).toBe(true);
    expect(isCommandEnabled(stop, { training: false })).toBe(false);
    expect(isCommandEnabled(stop, { training: true })).toBe(true);
    expect(isCommandEnabled(commandOf('go.home'), { always: false })).toBe(true);
  });
});

describe('keys', () => {
  it.each([
    [press('n', { ctrlKey: true }), false, 'experiment.new'],
    [press('N', { ctrlKey: true }), false, 'experiment.new'],
    [press('n', { metaKey: true }), true, 'experiment.new'],
    [press('z', { ctrlKey: true }), false, 'edit.undo'],
    [press('Z', { ctrlKey: true, shiftKey: true }), false, 'edit.redo'],
    [press('Enter', { metaKey: true, shiftKey: true }), true, 'training.pause'],
    [press(',', { ctrlKey: true }), false, 'go.settings'],
  ])('%j (Mac: %s) is %s', (key, isMac, id) => {
    expect(commandForKey(key, isMac)?.id).toBe(id);
  });

  it.each([
    [press('n'), false],
    [press('n', { metaKey: true }), false],
    [press('n', { ctrlKey: true }), true],
    [press('n', { ctrlKey: true, altKey: true }), false],
    [press('n', { ctrlKey: true, metaKey: true }), false],
    [press('n', { ctrlKey: true, shiftKey: true }), false],
  ])('%j (Mac: %s) is no command', (key, isMac) => {
    expect(commandForKey(key, isMac)).toBeNull();
  });

  it('understands a key with the other modifier too', () => {
    expect(matchesAccelerator('Alt+Up', press('up', { altKey: true }), false)).toBe(true);
  });

  it.each([
    ['CmdOrCtrl+Shift+Z', '⇧⌘Z', 'Ctrl+Shift+Z'],
    ['CmdOrCtrl+Enter', '⌘↩', 'Ctrl+Enter'],
    ['CmdOrCtrl+,', '⌘,', 'Ctrl+,'],
  ])('%s reads %s on a Mac and %s elsewhere', (accelerator, mac, other) => {
    expect(acceleratorText(accelerator, true)).toBe(mac);
    expect(acceleratorText(accelerator, false)).toBe(other);
  });
});
