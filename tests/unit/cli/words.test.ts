import { describe, expect, it } from 'vitest';
import { StudioError } from '#shared/result.ts';
import { paramOutput } from '#main/cli/params.ts';
import { createProgress } from '#main/cli/progress.ts';
import { english, errorLine, languageOf, problemSentence, sentencesOf } from '#main/cli/sentences.ts';
import { figure, textList, textTable } from '#main/cli/table.ts';
import { adam } from '#shared/optimizers/adam.ts';

describe('the words of the command line', () => {
  it('speaks the language the shell asks for', () => {
    expect(languageOf({ LANG: 'it_IT.UTF-8' })).toBe('it');
    expect(languageOf({ LC_ALL: 'es_ES', LANG: 'it_IT' })).toBe('es');
    expect(languageOf({ LANG: 'C.UTF-8' })).toBe('en');
    expect(languageOf({})).toBe('en');
  });

  it('makes one line of an error: what, where, what to do', () => {
    const wrong = new StudioError('paramTooSmall', {
      name: 'learningRate',
      value: -1,
      limit: 0,
      where: 'contenders.SGD',
    });
    expect(errorLine(english, wrong)).toBe(
      'contenders.SGD: learningRate is -1, which is too small; the lower limit is 0.',
    );
    expect(errorLine(sentencesOf('it'), wrong)).toContain('troppo piccolo');
    expect(errorLine(english, new StudioError('noSuchCode', { a: 1 }))).toBe('noSuchCode {"a":1}');
    expect(errorLine(english, new Error('boom\n  twice'))).toMatch(/boom twice$/);
    expect(problemSentence(english, { code: 'noSuchCode', where: 'x', detail: {} })).toBe('noSuchCode {}');
  });

  it('sets tables and figures', () => {
    const table = textTable(
      ['name', 'n'],
      [
        ['a', 1],
        ['long', 20],
        [null, 300],
      ],
    );
    expect(table.split('\n')).toEqual(['name    n', 'a       1', 'long   20', '–     300']);
    expect(
      textList([
        ['a', 1],
        ['long', null],
      ]),
    ).toBe('a     1\nlong  –');
    expect([figure(0.123456), figure(null), figure(undefined), figure(1e-9)]).toEqual(['0.1235', '–', '–', '1e-9']);
  });

  it('prints a parameter with its range or its choices', () => {
    expect(paramOutput('beta1', adam.params.beta1)).toEqual({
      name: 'beta1',
      default: 0.9,
      min: 0,
      max: 1,
      scale: 'linear',
      choices: null,
    });
    expect(paramOutput('amsgrad', adam.params.amsgrad)).toMatchObject({
      min: null,
      max: null,
      scale: null,
      choices: ['none', 'max_then_correct', 'paper'],
    });
  });
});

describe('progress on standard error', () => {
  const recorded = (isTTY: boolean) => {
    const written: string[] = [];
    let nowMs = 0;
    const stream = { isTTY, columns: 20, write: (text: string) => written.push(text) };
    return { written, progress: createProgress(stream, () => nowMs), later: (ms: number) => (nowMs += ms) };
  };

  it('updates one line on a terminal and clears it at the end', () => {
    const { written, progress, later } = recorded(true);
    progress.update('1 %');
    progress.update('2 %');
    later(200);
    progress.update('a line that is longer than the terminal');
    progress.end();
    expect(written).toEqual(['1 %', '\r\u001b[K', 'a line that is long', '\r\u001b[K']);
  });

  it('writes a line now and then elsewhere, without control characters', () => {
    const { written, progress, later } = recorded(false);
    for (let percent = 0; percent < 30; percent++) {
      progress.update(`${percent} %`);
      later(1000);
    }
    progress.note('done');
    progress.end();
    expect(written).toEqual(['0 %\n', '10 %\n', '20 %\n', 'done\n']);
  });

  it('writes the first line of another part at once: who waits for the training sees it begin', () => {
    const { written, progress } = recorded(false);
    for (const part of ['preparing', 'training'])
      for (let percent = 0; percent < 3; percent++) progress.update(`${part}, ${percent} %`, part);
    expect(written).toEqual(['preparing, 0 %\n', 'training, 0 %\n']);
  });
});
