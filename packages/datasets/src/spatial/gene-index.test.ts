import { describe, expect, it } from 'vitest';
import { geneIds, geneNames, tissueCounts } from '../../test/spatial-files.js';
import { geneCounts } from './gene-counts.js';
import { geneIndex, type NamedGenes } from './gene-index.js';
import { geneRasters } from './gene-rasters.js';
import { geneTable } from './results/result-tables.js';

const many = Array.from({ length: 200 }, (_, i) => `Gene${1000 + i}`);

describe('geneIndex', () => {
  it('returns the row of a gene in counts and in rasters', () => {
    const tissue = tissueCounts();
    expect(geneNames.map((gene) => geneIndex(tissue, gene))).toEqual([...geneNames.keys()]);
    const rasters = geneRasters(tissue);
    expect(rasters.genes.map((gene) => geneIndex(rasters, gene))).toEqual([...rasters.genes.keys()]);
    expect(rasters.geneIds).toEqual(geneIds.filter((_, gene) => gene !== 3));
  });

  it.each<[string, NamedGenes, string, string]>([
    ['another case', tissueCounts(), 'PENK', 'the gene "Penk" differs only in case; pass this name.'],
    ['an id', tissueCounts(), geneIds[1]!, 'this is the id of the gene "Doc2g"; pass its name.'],
    [
      'an id with a version',
      tissueCounts(),
      `${geneIds[4]}.7`,
      'this is the id of the gene "Nrgn"; pass its name.',
    ],
    ['a misspelt name', { genes: [...many, 'Kctd12'] }, 'Kctd21', '3 nearest of 201 genes: Kctd12, '],
    [
      'a symbol among ids',
      { genes: geneIds },
      'Penk',
      `the genes are named by their Ensembl ids, such as "${geneIds[0]}"; pass the id of the gene.`,
    ],
    [
      'a gene without counts',
      geneRasters(tissueCounts()),
      'Nowhere',
      'it has no picture, because it has no counts on the grid.',
    ],
    [
      'a rare gene',
      geneRasters(tissueCounts(), { minSpots: 18, onWarning: () => {} }),
      'Penk',
      'it has no picture, because it has counts at fewer than minSpots spots; pass a smaller minSpots to geneRasters.',
    ],
  ])('names the gene that is meant: %s', (_, named, gene, hint) => {
    expect(() => geneIndex(named, gene)).toThrow(`geneIndex: unknown gene "${gene}"; ${hint}`);
  });

  it('is how every function answers an unknown gene', () => {
    const message = 'unknown gene "penk"; the gene "Penk" differs only in case; pass this name.';
    expect(() => geneCounts(tissueCounts(), 'penk')).toThrow(`geneCounts: ${message}`);
    expect(() => geneTable(tissueCounts(), {}, ['penk'])).toThrow(`geneTable: ${message}`);
    expect(() => geneIndex(undefined as never, 'penk')).toThrow(
      'geneIndex: expected an object with gene names, such as SpatialCounts or the result of geneRasters; got undefined.',
    );
  });
});
