import { describe, expect, it } from 'vitest';
import { amend, commit, redo, startHistory, undo } from '#shared/domain/history.ts';
import { generator } from '#shared/random/generator.ts';

describe('history', () => {
  it('goes back and forth to the very same states', () => {
    const states = [{ n: 0 }, { n: 1 }, { n: 2 }] as const;
    let history = states.slice(1).reduce((past, state) => commit(past, state), startHistory<{ n: number }>(states[0]));
    history = undo(undo(history));
    expect(history.present).toBe(states[0]);
    expect(redo(redo(history)).present).toBe(states[2]);
  });

  it('stays where it is at both ends', () => {
    const history = startHistory('only');
    expect(undo(history).present).toBe('only');
    expect(redo(history).present).toBe('only');
  });

  it('makes no step of a change that changes nothing', () => {
    const state = { n: 1 };
    expect(commit(startHistory(state), state).past).toBeNull();
  });

  it('forgets the undone future with a new step', () => {
    const history = commit(undo(commit(startHistory('a'), 'b')), 'c');
    expect(redo(history).present).toBe('c');
    expect(undo(history).present).toBe('a');
  });

  it('amends the present without a step', () => {
    const history = amend(commit(startHistory('a'), 'b'), 'c');
    expect(history.present).toBe('c');
    expect(undo(history).present).toBe('a');
  });

  it('keeps the words of every step', () => {
    const history = commit(commit(startHistory(0), 1, 'one'), 2, 'two');
    expect(history.past?.label).toBe('two');
    expect(undo(history).past?.label).toBe('one');
    expect(undo(history).future?.label).toBe('two');
  });

  it('equals a list with a cursor over 300 random walks', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = generator(seed, 'history');
      let history = startHistory(0);
      let [list, cursor] = [[0], 0];
      for (let step = 1; step <= 30; step++) {
        const choice = random.below(step, 3);
        if (choice === 0) [history, cursor] = [undo(history), Math.max(0, cursor - 1)];
        else if (choice === 1) [history, cursor] = [redo(history), Math.min(list.length - 1, cursor + 1)];
        else [history, list, cursor] = [commit(history, step), [...list.slice(0, cursor + 1), step], cursor + 1];
        expect(history.present).toBe(list[cursor]);
        expect(history.past === null).toBe(cursor === 0);
        expect(history.future === null).toBe(cursor === list.length - 1);
      }
    }
  });
});
