import { labelGroups, proteinGroups, topBottomGroup } from '@csm/datasets';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { inFlags } from './in-flags.js';

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return inFlags(error.message);
  }
  return '';
};
const column = Float64Array.from({ length: 40 }, (_, i) => i / 7);
const spots = { names: Array.from(column, String), x: column, y: column, columns: { age: column } };

it('names flags instead of functions where cells are grouped', () => {
  expect(messageOf(() => labelGroups({ ...spots, layout: 'none' }, 'age'))).toMatch(
    /^column "age" must have labels; .*; for a measurement, use --along\.$/,
  );
  expect(messageOf(() => topBottomGroup('age', new Float64Array(40)))).toMatch(
    /must differ; both reach 0; use another column or gene set\.$/,
  );
  const proteins = { values: ndarray(new Float32Array(40).fill(3), [40, 1]), names: ['CD3'] };
  expect(messageOf(() => proteinGroups(proteins, { T: 'CD3 high' }))).toBe(
    '"CD3" must differ between cells; all have the same value; leave the protein out.',
  );
  expect(inFlags("the counts may be in { layer: 'counts' }.")).toBe('the counts may be in --layer counts.');
});
