import { describe, expect, it } from 'vitest';
import { isMissing, parseCommaNumber, parseNumber } from '#main/datasets/readers/cell.ts';

describe('cells', () => {
  it.each([
    ['0', 0],
    ['-1.5', -1.5],
    ['+3', 3],
    ['.28', 0.28],
    ['5.', 5],
    ['1e-4', 1e-4],
    ['6.02E23', 6.02e23],
    ['00042', 42],
    ['', null],
    [' ', null],
    ['-', null],
    ['.', null],
    ['1-2', null],
    ['1e999', null],
    ['0x1f', null],
    ['Infinity', null],
    ['1_000', null],
    ['1,5', null],
    ['12.03.2004', null],
    ['18.00.00', null],
  ])('reads %j as %j', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each([
    ['1,5', 1.5],
    ['-0,25', -0.25],
    [',5', 0.5],
    ['3,1e2', 310],
    ['15', null],
    ['1,2,3', null],
    ['1.000,5', null],
    ['a,b', null],
  ])('reads %j with a decimal comma as %j', (text, value) => expect(parseCommaNumber(text)).toBe(value));

  it.each(['', '?', 'NA', 'N/A', 'NaN', 'null'])('takes %j for missing', (text) => expect(isMissing(text)).toBe(true));
  it.each(['0', 'NAN-1', 'none', '-', 'Nathan'])('does not take %j for missing', (text) =>
    expect(isMissing(text)).toBe(false),
  );
});
