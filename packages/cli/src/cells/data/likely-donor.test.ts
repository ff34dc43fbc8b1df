import { expect, it } from 'vitest';
import { likelyDonor } from './likely-donor.js';
import type { CellsData } from './open-cells-data.js';

const data = (columns: Record<string, readonly string[]>) =>
  ({ path: 'a.h5ad', counts: { spots: { columns } } }) as unknown as CellsData;
const FOUR = ['a', 'a', 'b', 'b'];

it.each(['donor', 'donor_id', 'Patient', 'sample_donor', 'Subject.ID', 'mouse'])(
  'takes %s as the donor',
  (name) => {
    expect(likelyDonor(data({ type: FOUR, [name]: FOUR }), { out: '', engine: 'auto' })).toEqual({
      column: name,
      of: FOUR,
    });
  },
);

it.each([
  ['is named', { donor: 'donor' }, FOUR],
  ['is the label', { labels: 'donor' }, FOUR],
  ['is the batch', { batch: 'donor' }, FOUR],
  ['has one value', {}, ['a', 'a', 'a', 'a']],
  ['has a value per cell', {}, ['a', 'b', 'c', 'd']],
] as const)('finds none if the column %s', (_, options, donor) => {
  expect(likelyDonor(data({ donor, cell_donor_note: FOUR }), { out: '', engine: 'auto', ...options })).toBe(
    undefined,
  );
});
