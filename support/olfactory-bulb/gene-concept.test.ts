import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { geneConcept } from './gene-concept.js';

describe('geneConcept', () => {
  const genes = ['Up', 'Down', 'NearlyUp', 'Flat', 'AlsoUp'];
  const latents = ndarray(
    Float32Array.from(
      [
        [1, 2, 3, 4],
        [4, 3, 2, 1],
        [1, 2, 4, 3],
        [5, 5, 5, 5],
        [2, 4, 6, 8],
      ].flat(),
    ),
    [5, 4],
  );

  it('is the mean latent of the genes that correlate most, including the marker', () => {
    const { concept, genes: found } = geneConcept('Up', genes, latents, 3);
    // r of NearlyUp: 1 − 6 Σd²/(n(n² − 1)) = 1 − 6 · 2/60 = 0.8, since both are permutations of ranks.
    expect(found.map(({ gene, r }) => [gene, Number(r.toFixed(6))])).toEqual([
      ['Up', 1],
      ['AlsoUp', 1],
      ['NearlyUp', 0.8],
    ]);
    const mean = [(1 + 2 + 1) / 3, (2 + 4 + 2) / 3, (3 + 6 + 4) / 3, (4 + 8 + 3) / 3];
    expect([...concept.vector]).toEqual(mean.map(Math.fround));
  });

  it('leaves out genes without a correlation, and names a marker that is missing', () => {
    expect(geneConcept('Up', genes, latents, 5).genes.map(({ gene }) => gene)).not.toContain('Flat');
    expect(() => geneConcept('Penk', genes, latents)).toThrow(
      'geneIndex: unknown gene "Penk"; valid genes: ',
    );
  });
});
