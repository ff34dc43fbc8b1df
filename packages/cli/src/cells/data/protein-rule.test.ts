import { expect, it } from 'vitest';
import { proteinRule } from './protein-rule.js';

it.each([
  ['CD14', 'CD14', 'CD14 high'],
  ['CD14>=512', 'CD14>=512', 'CD14 >= 512'],
  ['B: CD19 >= 64.5 and CD3 < 8', 'B', 'CD19 >= 64.5 and CD3 < 8'],
  ['CD4 T cell: CD3 high and CD4 and not CD8a', 'CD4 T cell', 'CD3 high and CD4 high and CD8a low'],
  ['CD3 low AND PD-1', 'CD3 low AND PD-1', 'CD3 low and PD-1 high'],
  ['not CD3 low and not CD8a<9', 'not CD3 low and not CD8a<9', 'CD3 high and CD8a >= 9'],
])('reads %j', (text, name, definition) => {
  expect(proteinRule(text)).toEqual({ name, definition });
});

it.each([[''], [': CD3'], ['T: '], ['CD3 CD4'], ['CD14>512'], ['CD14>=high'], ['CD3 and'], ['CD3 or CD4']])(
  'refuses %j',
  (text) => {
    expect(() => proteinRule(text)).toThrow(/--protein must be proteins with "and" between them/);
  },
);
