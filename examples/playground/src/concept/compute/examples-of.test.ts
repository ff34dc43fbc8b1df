import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attribute } from '../../session/session.js';
import { examplesOf } from './examples-of.js';

const ids = ['a', 'b', 'c', 'd', 'e'];
const attributes: Attribute[] = [
  { name: 'hat', kind: 'boolean', values: [true, false, undefined, true, false] },
  { name: 'kind', kind: 'category', values: ['x', 'y', 'z', 'x', undefined] },
  { name: 'age', kind: 'number', values: [5, 1, 9, undefined, 4] },
  { name: 'all', kind: 'boolean', values: [true, true, true, true, true] },
];
const of = (wanted: Parameters<typeof examplesOf>[0]) => examplesOf(wanted, { ids, attributes });

it('takes a boolean attribute, and says what is left out', () => {
  expect(of({ kind: 'attribute', attribute: 'hat' })).toEqual({
    name: 'hat',
    with: [0, 3],
    without: [1, 4],
    notes: ['1 of 5 inputs have no value and are left out.'],
  });
  expect(of({ kind: 'attribute', attribute: 'hat', value: 'false' })).toMatchObject({
    name: 'no hat',
    with: [1, 4],
    without: [0, 3],
  });
});

it('takes one value of a category against the others', () => {
  expect(of({ kind: 'attribute', attribute: 'kind', value: 'x' })).toMatchObject({
    name: 'kind: x',
    with: [0, 3],
    without: [1, 2],
  });
});

it('takes the highest numbers against the lowest', () => {
  expect(of({ kind: 'attribute', attribute: 'age', share: 0.5 })).toMatchObject({
    name: 'high age',
    with: [0, 2],
    without: [1, 4],
  });
});

it('takes marks, against all others if none is marked without', () => {
  const marks = { kind: 'examples', with: ['e', 'a', 'e'], without: [] } as const;
  expect(of(marks)).toEqual({ name: 'My concept', with: [4, 0], without: [1, 2, 3], notes: [] });
  expect(of({ ...marks, without: ['b'], name: 'old' })).toMatchObject({ name: 'old', without: [1] });
  expect(of({ ...marks, fromScatter: true }).notes[0]).toMatch(/no evidence/);
});

it('keeps the two sides apart', () => {
  const some = fc.subarray(ids, { minLength: 1 });
  fc.assert(
    fc.property(some, fc.subarray(ids), (positives, others) => {
      const negatives = others.filter((id) => !positives.includes(id));
      fc.pre(positives.length < ids.length);
      const found = of({ kind: 'examples', with: positives, without: negatives });
      expect(found.with.map((row) => ids[row])).toEqual(positives);
      expect(found.without.filter((row) => found.with.includes(row))).toEqual([]);
      expect(found.without.length).toBeGreaterThan(0);
    }),
  );
});

it.each([
  [{ kind: 'attribute', attribute: 'beard' }, 'The data have no attribute "beard".'],
  [{ kind: 'attribute', attribute: 'kind', value: 'q' }, 'No input has the value "q" of "kind".'],
  [{ kind: 'attribute', attribute: 'kind' }, 'Choose a value of "kind".'],
  [{ kind: 'attribute', attribute: 'all' }, 'a concept needs inputs without it'],
  [{ kind: 'examples', with: [], without: ['a'] }, 'Mark at least one input with the concept.'],
  [{ kind: 'examples', with: ['q'], without: [] }, 'The data have no input "q"'],
  [{ kind: 'examples', with: ['a'], without: ['a'] }, 'marked with and without'],
  [{ kind: 'examples', with: ids, without: [] }, 'All inputs are marked with the concept'],
] as const)('refuses %j in a sentence', (wanted, sentence) => {
  expect(() => of(wanted)).toThrow(sentence);
});
