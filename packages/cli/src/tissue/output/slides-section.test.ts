import { expect, it } from 'vitest';
import { slideAgreement } from './slides-section.js';

const gene = (name: string, index: number) => ({ gene: name, index, r: 1, p: 0, q: 0 });

/** A concept of the first `size` of the genes. */
function concept(name: string, genes: readonly string[], size: number) {
  const ranking = genes.map(gene);
  return {
    marker: { name, genes: [genes[0]!], layers: [] },
    found: { concept: null as never, genes: ranking.slice(0, size), ranking },
  };
}

it('counts the genes that two slides share among those that both have', () => {
  const one = concept('Penk', ['Penk', 'a', 'b', 'only', 'c', 'd', 'e', 'f', 'g'], 4);
  const other = concept('Penk', ['Penk', 'b', 'c', 'a', 'd', 'e', 'f', 'g', 'elsewhere'], 3);
  const found = slideAgreement(['A', [one, concept('Kctd12', ['a', 'b'], 1)]], ['B', [other]]);
  // Both slides have 8 genes. Penk, a, b and Penk, b, c: two shared; by chance 3 · 3 / 8.
  expect(found).toEqual([{ marker: 'Penk', slides: ['A', 'B'], shared: 2, of: 3, chance: 9 / 8 }]);
});
