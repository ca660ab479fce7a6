import { describe, expect, it } from 'vitest';
import { datasetIcon } from '../../../src-renderer/components/data/datasetIcon.ts';
import { sourceText } from '../../../src-renderer/components/data/sourceText.ts';

describe('a line of the gallery', () => {
  it('has the icon of its kind; classes of a plane are points', () => {
    const plane = { id: 'm', name: 'm', origin: 'builtin', samples: 9, classes: 2, problems: 0 } as const;
    const table = { ...plane, kind: 'table', task: 'classification', sampleShape: [2] } as const;
    expect(datasetIcon(table)).toBe('points');
    expect(datasetIcon({ ...table, task: 'regression' })).toBe('table');
    expect(datasetIcon({ ...table, sampleShape: [3] })).toBe('table');
    expect(datasetIcon({ ...table, kind: 'image', sampleShape: [28, 28, 1] })).toBe('image');
  });

  it('says where a set is from as a person does', () => {
    expect(sourceText('https://github.com/zalandoresearch/fashion-mnist')).toBe(
      'github.com/zalandoresearch/fashion-mnist',
    );
    expect(sourceText('http://www.example.org/data/')).toBe('example.org/data');
  });
});
