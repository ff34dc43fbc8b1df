import { describe, expect, it } from 'vitest';
import { checkBatchSize, checkCount, checkPositive, checkSeed } from './check-number.js';

const invalid = (message: string) => expect.objectContaining({ code: 'ERR_INVALID_ARGUMENT', message });

describe('checkCount', () => {
  it('accepts whole numbers within its limits, which are inclusive', () => {
    checkCount('f', 'steps', 1);
    checkCount('f', 'steps', 0, { min: 0 });
    checkCount('f', 'steps', 5, { min: 2, max: 5 });
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 53])('rejects %o', (value) => {
    expect(() => checkCount('f', 'steps', value)).toThrow(
      invalid(`f: steps must be a whole number of at least 1; got ${value}.`),
    );
  });

  it('states both limits, and the type of other values', () => {
    expect(() => checkCount('f', 'steps', 6, { min: 2, max: 5 })).toThrow(
      invalid('f: steps must be a whole number from 2 to 5; got 6.'),
    );
    expect(() => checkCount('f', 'steps', '3' as never)).toThrow('got "3".');
    expect(() => checkBatchSize('f', [] as never)).toThrow(
      invalid('f: batchSize must be a whole number of at least 1; got an array.'),
    );
  });
});

describe('checkSeed', () => {
  it.each([0, 1, 20_191_028, 2 ** 32 - 1])('accepts %i', (seed) => checkSeed('f', seed));

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('rejects %d', (seed) => {
    expect(() => checkSeed('f', seed)).toThrow(
      invalid(`f: seed must be a whole number from 0 to 4294967295; got ${seed}.`),
    );
  });

  it('can have another name', () => {
    expect(() => checkSeed('f', -1, 'sample.seed')).toThrow('f: sample.seed must be');
  });
});

describe('checkPositive', () => {
  it('accepts positive numbers, and 0 if it is allowed', () => {
    checkPositive('f', 'sigma', 1e-300);
    checkPositive('f', 'sigma', 0, { orZero: true });
    checkPositive('f', 'share', 1, { max: 1 });
  });

  it.each([
    [0, {}, 'above 0'],
    [Number.NaN, {}, 'above 0'],
    [Infinity, {}, 'above 0'],
    [-1, { orZero: true }, 'of at least 0'],
    [2, { max: 1 }, 'above 0 and at most 1'],
  ])('rejects %o with %o', (value, limits, range) => {
    expect(() => checkPositive('f', 'sigma', value, limits)).toThrow(
      invalid(`f: sigma must be a finite number ${range}; got ${value}.`),
    );
  });
});
