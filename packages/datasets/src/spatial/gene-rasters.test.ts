import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparseCounts } from '../../test/counts-of-matrix.js';
import { needsSharedData, sharedData } from '../../test/test-data.js';
import { geneCounts } from './gene-counts.js';
import { geneRasters } from './gene-rasters.js';
import type { SpatialCounts } from './spatial-counts.js';
import { openOlfactoryBulb } from './st/olfactory-bulb.js';

/** Counts from a dense matrix, spots × genes. */
function countsOf(
  places: readonly (readonly [number, number])[],
  matrix: readonly (readonly number[])[],
): SpatialCounts {
  const genes = matrix[0]!.map((_, gene) => `gene${gene}`);
  const spots = {
    names: places.map(([x, y]) => `${x}x${y}`),
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
  };
  return { spots, genes, counts: sparseCounts(matrix) };
}

/** The definition, for one gene on a dense picture. */
function slowPicture(counts: SpatialCounts, gene: string, size: number): number[][] {
  const picture = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const spotCount = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const values = geneCounts(counts, gene);
  for (let spot = 0; spot < values.length; spot++) {
    const column = Math.floor(counts.spots.x[spot]! + 0.5) - 1;
    const row = Math.floor(counts.spots.y[spot]! + 0.5);
    if (picture[row]?.[column] === undefined) continue;
    picture[row]![column]! += values[spot]!;
    spotCount[row]![column]!++;
  }
  const means = picture.map((row, y) =>
    row.map((sum, x) => Math.fround(sum / Math.max(1, spotCount[y]![x]!))),
  );
  const largest = Math.max(...means.flat());
  return means.map((row) => row.map((value) => Math.fround(value / largest)));
}

const silent = { onWarning: () => {} };

describe('geneRasters', () => {
  it('uses column int(x + 0.5) − 1 and row int(y + 0.5), and divides each gene by its maximum', () => {
    const places = [
      [1.49, 0.2],
      [1.5, 3.9],
      [4.4, 0.5],
    ] as const;
    const rasters = geneRasters(
      countsOf(places, [
        [1, 0, 5],
        [4, 0, 0],
        [2, 0, 0],
      ]),
      { size: 5 },
    );
    expect(rasters.genes).toEqual(['gene0', 'gene2']);
    expect(rasters.allZeroGenes).toEqual(['gene1']);
    expect(rasters.images.shape).toEqual([2, 5, 5, 1]);
    expect(Array.from(rasters.cells)).toEqual([0, 4 * 5 + 1, 1 * 5 + 3]);
    expect(rasters.images.get(0, 0, 0, 0)).toBe(0.25);
    expect(rasters.images.get(0, 4, 1, 0)).toBe(1);
    expect(rasters.images.get(0, 1, 3, 0)).toBe(0.5);
    expect(rasters.images.data.filter((value) => value !== 0)).toHaveLength(4);
    expect(rasters.outside).toEqual([]);
    expect(rasters.collisions).toEqual([]);
  });

  it('equals the definition on any counts', () => {
    const anyCounts = fc.integer({ min: 1, max: 4 }).chain((genes) => {
      const row = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: genes, maxLength: genes });
      const place = fc.integer({ min: 0, max: 70 }).map((tenths) => tenths / 10);
      return fc.array(fc.tuple(fc.tuple(place, place), row), { minLength: 1, maxLength: 12 });
    });
    fc.assert(
      fc.property(anyCounts, (spots) => {
        const counts = countsOf(
          spots.map(([place]) => place),
          spots.map(([, row]) => row),
        );
        const size = 5;
        if (spots.every(([[x, y]]) => x < 0.5 || x >= 5.5 || y >= 4.5)) {
          expect(() => geneRasters(counts, { size })).toThrow(
            /^geneRasters: at least one spot must be on the grid of 5×5/,
          );
          return;
        }
        const { genes, images, allZeroGenes, cells, outside, collisions } = geneRasters(counts, {
          size,
          ...silent,
        });
        for (const [index, gene] of genes.entries()) {
          const picture = Array.from(
            images.pick(index, null, null, 0).data.slice(index * 25, index * 25 + 25),
          );
          expect(picture).toEqual(slowPicture(counts, gene, size).flat());
          expect(Math.max(...picture)).toBe(1);
        }
        expect([...genes, ...allZeroGenes].sort()).toEqual([...counts.genes].sort());
        for (const gene of allZeroGenes) {
          expect(slowPicture(counts, gene, size).flat().every(Number.isNaN)).toBe(true);
        }
        const onGrid = Array.from(cells).filter((cell) => cell >= 0);
        expect(outside.length).toBe(cells.length - onGrid.length);
        expect(collisions.flat().length - collisions.length).toBe(onGrid.length - new Set(onGrid).size);
      }),
    );
  });

  it('lists the spots outside the grid, and leaves out a gene that occurs only there', () => {
    const places = [
      [0.4, 1],
      [1, 3],
      [9, 1],
      [2, 2],
    ] as const;
    const rasters = geneRasters(
      countsOf(places, [
        [1, 0],
        [1, 1],
        [1, 0],
        [0, 2],
      ]),
      { size: 3, ...silent },
    );
    expect(rasters.outside).toEqual(['0.4x1', '1x3', '9x1']);
    expect(rasters.allZeroGenes).toEqual(['gene0']);
    expect(rasters.genes).toEqual(['gene1']);
    expect(Array.from(rasters.cells)).toEqual([-1, -1, -1, 7]);
  });

  it('averages the counts of spots that share a cell, and lists those spots', () => {
    const places = [
      [1, 1],
      [2, 2],
      [1.2, 0.9],
    ] as const;
    const rasters = geneRasters(countsOf(places, [[1], [6], [2]]), { size: 4, ...silent });
    expect(rasters.collisions).toEqual([['1x1', '1.2x0.9']]);
    expect(rasters.images.get(0, 1, 0, 0)).toBe(0.25);
  });

  it('rejects counts without a spot on the grid', () => {
    const counts = countsOf(
      [
        [2.5, 1],
        [1, 1.5],
      ],
      [[3], [4]],
    );
    expect(() => geneRasters(counts, { size: 2 })).toThrow(
      'geneRasters: at least one spot must be on the grid of 2×2 cells; all 2 spots are outside (the first is at x 2.5, y 1); ' +
        "use a larger size, or { grid: 'fit' }.",
    );
    expect(geneRasters(counts, { size: 3 }).images.shape).toEqual([1, 3, 3, 1]);
  });

  it('rejects anything other than counts', () => {
    const counts = countsOf([[1, 1]], [[1]]);
    for (const [value, got] of [
      [undefined, 'undefined'],
      [Promise.resolve(counts), 'a Promise (is an await missing?)'],
      [{ counts }, 'an object of type Object'],
    ]) {
      expect(() => geneRasters(value as never)).toThrow(
        `geneRasters: expected SpatialCounts { spots, genes, counts }, as from the readers or syntheticBulb; got ${got}.`,
      );
    }
  });

  it('rejects an invalid size, and counts without spots', () => {
    const counts = countsOf([[1, 1]], [[1]]);
    for (const size of [0, -1, 2.5, Number.NaN, 2000]) {
      expect(() => geneRasters(counts, { size })).toThrow(
        `geneRasters: size must be a whole number from 1 to 1024; got ${size}.`,
      );
    }
    const none = { ...counts, spots: { names: [], x: new Float64Array(), y: new Float64Array() } };
    expect(() => geneRasters(none)).toThrow(
      'geneRasters: expected at least one spot and one gene; got 0 spots and 1 genes.',
    );
  });

  const rep1 = needsSharedData('mob-rep1');
  it.skipIf(rep1.skip)(`rasters replicate 1 without loss${rep1.why}`, async () => {
    const { counts } = await openOlfactoryBulb(join(sharedData, 'mob-rep1'));
    const { images, cells, outside, collisions, allZeroGenes, genes } = geneRasters(counts);
    expect(images.shape).toEqual([16_573, 32, 32, 1]);
    expect([outside, collisions, allZeroGenes]).toEqual([[], [], []]);
    expect(new Set(cells).size).toBe(267);
    for (const gene of ['Penk', 'Doc2g', 'Kctd12', 'Nrgn']) {
      const index = genes.indexOf(gene);
      const picture = images.data.slice(index * 1024, index * 1024 + 1024);
      expect(Array.from(picture)).toEqual(slowPicture(counts, gene, 32).flat());
    }
  });
});
