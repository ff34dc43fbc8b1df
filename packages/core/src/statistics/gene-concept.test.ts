import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { latents } from '../../test/five-latents.js';
import { conceptOfExamples } from './concept-of-examples.js';
import { correlatedExamples } from './correlated-examples.js';
import { geneConcept } from './gene-concept.js';

describe('geneConcept', () => {
  const genes = ['Up', 'Down', 'NearlyUp', 'Flat', 'AlsoUp'];

  it('is the mean latent of the genes that correlate most, including the marker', () => {
    const { concept, genes: found } = geneConcept('Up', genes, latents, { count: 3 });
    // r of NearlyUp: 1 − 6 Σd²/(n(n² − 1)) = 1 − 6 · 2/60 = 0.8, since both are permutations of ranks.
    expect(found.map(({ gene, r }) => [gene, Number(r.toFixed(6))])).toEqual([
      ['Up', 1],
      ['AlsoUp', 1],
      ['NearlyUp', 0.8],
    ]);
    const mean = [(1 + 2 + 1) / 3, (2 + 4 + 2) / 3, (3 + 6 + 4) / 3, (4 + 8 + 3) / 3];
    expect(concept.name).toBe('Up');
    expect([...concept.vector]).toEqual(mean.map(Math.fround));
  });

  it('has r, p and q of all genes', () => {
    const { genes: found, ranking } = geneConcept('Up', genes, latents, { count: 3 });
    expect(ranking.map(({ gene }) => gene)).toEqual(['Up', 'AlsoUp', 'NearlyUp', 'Down', 'Flat']);
    expect(ranking.slice(0, 3)).toEqual(found);
    expect(ranking.map(({ gene, ...example }) => example)).toEqual(
      correlatedExamples(latents, 0, { count: 'all' }),
    );
    for (const { gene, index } of ranking) expect(genes[index]).toBe(gene);
  });

  it('takes several markers, a name and the mean of all others', () => {
    const { concept, genes: found } = geneConcept(['Up', 'Down', 'NearlyUp'], genes, latents, {
      count: 2,
      from: 'rest',
    });
    // The mean of the markers is [2, 7/3, 3, 8/3], as in the test of correlatedExamples.
    expect(found[0]?.gene).toBe('NearlyUp');
    expect(concept).toEqual(
      conceptOfExamples(
        'Up, Down, NearlyUp',
        latents,
        found.map(({ index }) => index),
        { from: 'rest' },
      ),
    );
    expect(geneConcept('Up', genes, latents, { count: 2, name: 'granule' }).concept.name).toBe('granule');
  });

  it('names the nearest genes if the marker is missing, and the rows if it is a duplicate', () => {
    expect(() => geneConcept('Pp', genes, latents)).toThrow(
      'geneConcept: unknown gene "Pp"; valid genes: Up, Down, NearlyUp, Flat, AlsoUp.',
    );
    const many = Array.from({ length: 30 }, (_, i) => `Gene${i}`);
    const manyLatents = ndarray(new Float32Array(90), [30, 3]);
    expect(() => geneConcept('gene7', many, manyLatents)).toThrow(/3 nearest of 30 genes: Gene7, /);
    expect(() => geneConcept('Up', [...genes.slice(0, 4), 'Up'], latents)).toThrow(
      'geneConcept: the gene "Up" must be unique; rows 0 and 4 have this name; pass one of the rows to correlatedExamples.',
    );
  });

  it.each<[string, () => unknown, string]>([
    [
      'too few genes',
      () => geneConcept('Up', genes, latents),
      'expected at least 50 genes with a correlation; got 4 of 5',
    ],
    [
      'a constant marker',
      () => geneConcept('Flat', genes, latents, { count: 1 }),
      'got 0 of 5; choose another marker, because the latent of this one is constant.',
    ],
    ['names of other genes', () => geneConcept('Up', ['Up'], latents), 'got 1 names and 5 latents'],
    [
      'a row instead of a name',
      () => geneConcept(0 as never, genes, latents),
      'markers must be an array; got a number',
    ],
    [
      'no markers',
      () => geneConcept([], genes, latents),
      'geneConcept: expected at least one marker; got none.',
    ],
    [
      'a number as options',
      () => geneConcept('Up', genes, latents, 3 as never),
      'expected an object of options',
    ],
    [
      'a marker twice',
      () => geneConcept(['Up', 'Up'], genes, latents),
      'each marker must be given once; got "Up" twice.',
    ],
    [
      'an unknown origin',
      () => geneConcept('Up', genes, latents, { from: 'x' as never }),
      'geneConcept: from must be',
    ],
    [
      'an unknown option',
      () => geneConcept('Up', genes, latents, { size: 3 } as never),
      'unknown option "size"',
    ],
    [
      'a count of 0',
      () => geneConcept('Up', genes, latents, { count: 0 }),
      'count must be a whole number of at least 1',
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));
});
