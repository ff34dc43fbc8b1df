import { syntheticCells } from '@csm/datasets';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { countsHash } from './counts-hash.js';

it('differs as soon as a name, a place or a value does', () => {
  const { counts } = syntheticCells({ cells: 30, genes: 300, seed: 0 });
  const { spots, genes } = counts;
  const proteins = (value: number) => ({
    CD3: { values: ndarray(new Float32Array(30).fill(value), [30, 1]), names: ['CD3'] },
  });
  const more = (values: Float32Array) => values.map((value, i) => (i === 3 ? value + 1 : value));
  const others = [
    counts,
    { ...counts, genes: genes.map((gene, g) => (g === 2 ? 'OTHER' : gene)) },
    { ...counts, spots: { ...spots, names: spots.names.map((name, s) => (s === 1 ? 'other' : name)) } },
    { ...counts, spots: { ...spots, x: spots.x.map((x, s) => (s === 1 ? 7.5 : x)) } },
    { ...counts, spots: { ...spots, arrays: proteins(1) } },
    { ...counts, spots: { ...spots, arrays: proteins(2) } },
    { ...counts, counts: { ...counts.counts, values: more(counts.counts.values) } },
  ];
  expect(new Set(others.map(countsHash)).size).toBe(others.length);
  expect(countsHash({ ...counts, genes: [...genes] })).toBe(countsHash(counts));
});
