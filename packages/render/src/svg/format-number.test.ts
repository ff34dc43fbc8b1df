import { describe, expect, it } from 'vitest';
import { formatNumber, formatShare } from './format-number.js';

describe('formatNumber', () => {
  it.each([
    [-0.004, 2, '0.00'],
    [0.004, 2, '0.00'],
    [-0, 2, '0.00'],
    [-1.5, 2, '−1.50'],
    [-1.5, 1, '−1.5'],
    [2, 0, '2'],
    [3.8, undefined, '3.80'],
    [-0.4, 0, '0'],
    [Number.NaN, 2, 'NaN'],
  ])('%d with %s decimals is %s', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it('rejects what is not a number, and invalid digits', () => {
    expect(() => formatNumber('1' as never)).toThrow('formatNumber: value must be a number; got "1".');
    expect(() => formatNumber(1, -1)).toThrow(
      /^formatNumber: digits must be a whole number from 0 to 20; got -1\.$/,
    );
  });
});

describe('formatShare', () => {
  it.each([
    [0.995, '.995'],
    [0.5, '.500'],
    [0.9996, '> .999'],
    [0.99901, '> .999'],
    [0.999, '.999'],
    [0.0004, '< .001'],
    [0.001, '.001'],
    [1, '1'],
    [0, '0'],
  ])('%d is %s', (value, text) => {
    expect(formatShare(value)).toBe(text);
  });

  it.each([-0.1, 1.01, Number.NaN])('rejects %d', (value) => {
    expect(() => formatShare(value)).toThrow(
      `formatShare: value must be a number from 0 to 1; got ${value}.`,
    );
  });
});
