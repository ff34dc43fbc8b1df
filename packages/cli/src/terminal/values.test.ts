import { expect, it } from 'vitest';
import { filledText, nameList, wholeNumber } from './values.js';

it('reads whole numbers, lists of names and text', () => {
  expect(wholeNumber('size', 1)('50')).toBe(50);
  expect(() => wholeNumber('size', 1)('5e1')).toThrow(
    '--size must be a whole number of at least 1; got "5e1".',
  );
  expect(() => wholeNumber('size', 1)('0')).toThrow('at least 1; got "0"');
  expect(nameList('genes')('Penk, Doc2g')).toEqual(['Penk', 'Doc2g']);
  expect(() => nameList('genes')('Penk,')).toThrow(
    '--genes must be names that are separated by commas; got "Penk,".',
  );
  expect(() => nameList('genes')('Penk,Penk')).toThrow('--genes names "Penk" twice');
  expect(() => filledText('out')('')).toThrow('--out needs a value.');
});
