import { expect, it } from 'vitest';
import { checkBoolean, checkOneOf } from './check-one-of.js';

it('checkOneOf', () => {
  checkOneOf('f', 'from', 'rest', ['origin', 'rest']);
  expect(() => checkOneOf('f', 'from', 'end', ['origin', 'rest'])).toThrow(
    `f: from must be 'origin' or 'rest'; got "end".`,
  );
  expect(() => checkOneOf('f', 'from', 1, ['a', 'b', 'c'])).toThrow(`must be 'a', 'b' or 'c'; got 1.`);
  expect(() => checkOneOf('f', 'from', undefined, ['a'])).toThrow(`must be 'a'; got undefined.`);
});

it('checkBoolean', () => {
  checkBoolean('f', 'absolute', false);
  expect(() => checkBoolean('f', 'absolute', 'no')).toThrow('f: absolute must be true or false; got "no".');
});
