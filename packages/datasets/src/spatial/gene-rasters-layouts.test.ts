import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barcodes, geneNames, matrix, spotsOfTissue, tissueCounts } from '../../test/spatial-files.js';
import { syntheticBulb } from '../synthetic/synthetic-bulb.js';
import { geneCounts, spotTotals } from './gene-counts.js';
import { type GeneRastersOptions, geneRasters } from './gene-rasters.js';
import type { SpatialCounts } from './spatial-counts.js';
import { placeSpots } from './st/spot-transformation.js';

/** Returns the rasters and all warnings. */
function rasters(tissue: SpatialCounts, options: GeneRastersOptions = {}) {
  const warnings: string[] = [];
  return { ...geneRasters(tissue, { onWarning: (text) => warnings.push(text), ...options }), warnings };
}

/** Spots at these pixels, with one gene whose counts are 1, 2, 3, … */
function atPixels(places: readonly (readonly [number, number])[]): SpatialCounts {
  const x = Float64Array.from(places, ([left]) => left);
  const y = Float64Array.from(places, ([, top]) => top);
  const indices = Uint32Array.from(places.keys());
  return {
    spots: { names: places.map((_, spot) => `s${spot}`), x, y, layout: 'free', pixels: { x, y } },
    genes: ['g'],
    counts: {
      indptr: Uint32Array.of(0, places.length),
      spots: indices,
      values: Float32Array.from(indices, (i) => i + 1),
    },
  };
}

describe('geneRasters on hexagons', () => {
  it('gives every spot of a slide its own cell: row array_row, column floor(array_col / 2)', () => {
    const { cells, images, genes, warnings, outside, collisions } = rasters(tissueCounts());
    expect(images.shape).toEqual([5, 78, 64, 1]);
    expect(Array.from(cells)).toEqual(spotsOfTissue.map(({ row, col }) => row * 64 + Math.floor(col / 2)));
    expect(new Set(cells).size).toBe(barcodes.length);
    expect([outside, collisions, warnings]).toEqual([[], [], []]);
    const penk = matrix.map((row) => row[0]!);
    for (const [spot, { row, col }] of spotsOfTissue.entries()) {
      expect(images.get(genes.indexOf('Penk'), row, Math.floor(col / 2), 0)).toBeCloseTo(
        penk[spot]! / Math.max(...penk),
        7,
      );
    }
  });

  it('covers a whole slide without a collision, and larger slides with a larger raster', () => {
    for (const [rows, columns] of [
      [78, 128],
      [128, 224],
    ] as const) {
      const places = Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns / 2 }, (_, i) => [2 * i + (row % 2), row] as const),
      ).flat();
      const whole = atPixels(places);
      const { images, cells, warnings } = rasters({
        ...whole,
        spots: { ...whole.spots, layout: 'hexagonal' },
      });
      expect(images.shape).toEqual([1, rows, columns / 2, 1]);
      expect(new Set(cells).size).toBe((rows * columns) / 2);
      expect(warnings).toEqual([]);
    }
  });

  it('warns about spots outside a raster of another size, and returns them', () => {
    const { outside, warnings, images } = rasters(tissueCounts(), { size: [3, 4] });
    const expected = spotsOfTissue.flatMap(({ row, col }, spot) =>
      row > 2 || col > 7 ? [barcodes[spot]!] : [],
    );
    expect(images.shape.slice(1)).toEqual([3, 4, 1]);
    expect(outside).toEqual(expected);
    expect(warnings).toEqual([
      `geneRasters: ${expected.length} of 18 spots (${expected[0]}, …) are outside the grid of 3×4 cells; their counts are in no picture.`,
    ]);
  });
});

describe('geneRasters fitted', () => {
  it('puts a square grid of n × n spots onto n × n cells, whatever its position and scale', () => {
    const anyGrid = fc.record({
      n: fc.integer({ min: 2, max: 9 }),
      step: fc.double({ min: 0.1, max: 500, noNaN: true }),
      left: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      top: fc.double({ min: -1e4, max: 1e4, noNaN: true }),
    });
    fc.assert(
      fc.property(anyGrid, ({ n, step, left, top }) => {
        const places = Array.from(
          { length: n * n },
          (_, i) => [left + (i % n) * step, top + Math.floor(i / n) * step] as const,
        );
        const { cells, warnings } = rasters(atPixels(places), { size: n });
        expect(Array.from(cells)).toEqual([...Array(n * n).keys()]);
        expect(warnings).toEqual([]);
      }),
    );
  });

  it('keeps proportions, is centred, and loses no spot', () => {
    const places = fc.array(
      fc.tuple(fc.double({ min: 0, max: 9, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true })),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(places, (all) => {
        const { outside, images, collisions, cells } = rasters(atPixels(all), {
          size: [8, 12],
          scale: 'none',
        });
        expect(outside).toEqual([]);
        // Every spot stands for the mean of its cell, so the sum over the spots is that of their counts.
        const total = cells.reduce((sum, cell) => sum + images.data[cell]!, 0);
        expect(total).toBeCloseTo((all.length * (all.length + 1)) / 2, 3);
        expect(collisions.flat().length - collisions.length).toBe(all.length - new Set(cells).size);
      }),
      {
        // The positions are so close together that their midpoint is rounded.
        examples: [
          [
            [
              [8.999999999999966, 0],
              [8.99999999999995, 0],
            ],
          ],
        ],
      },
    );
    // Four times as wide as high: the tissue covers rows 2.5 ± 1, with empty rows above and below.
    const { cells } = rasters(
      atPixels([
        [0, 0],
        [40, 10],
      ]),
      { size: 9 },
    );
    expect(Array.from(cells)).toEqual([3 * 9 + 0, 5 * 9 + 8]);
  });

  it('warns about spots that share a cell', () => {
    const { collisions, warnings, images } = rasters(
      atPixels([
        [0, 0],
        [0.1, 0.1],
        [100, 100],
      ]),
      { size: 4, scale: 'none' },
    );
    expect(collisions).toEqual([['s0', 's1']]);
    expect(warnings).toEqual([
      'geneRasters: 2 of 3 spots share 1 cell (s0 and s1, …), which has the mean of their counts; no size up to 256 gives each spot its own cell.',
    ]);
    expect(images.get(0, 0, 0, 0)).toBe(1.5);
  });

  it('uses the whole transformation: a tissue that is rotated on its image is rotated in the raster', () => {
    const bulb = syntheticBulb({ genes: 12, seed: 4 });
    const plain = rasters(placeSpots(bulb, [10, 0, 0, 0, 10, 0, 0, 0, 1]), { grid: 'fit', size: 40 });
    const turned = rasters(placeSpots(bulb, [0, 10, 0, -10, 0, 0, 900, 0, 1]), { grid: 'fit', size: 40 });
    let differ = 0;
    for (const [spot, cell] of plain.cells.entries()) {
      const [row, column] = [Math.floor(cell / 40), cell % 40];
      // (x, y) becomes (900 − y, x). Halves are always rounded up, so an odd position may move by one cell.
      if (turned.cells[spot] !== column * 40 + (39 - row)) differ++;
    }
    expect(differ).toBeLessThan(plain.cells.length / 50);
  });
});

describe('geneRasters in other units', () => {
  it('computes log1p of counts per million of the cell', () => {
    const tissue = tissueCounts();
    const totals = spotTotals(tissue);
    const { images, genes } = rasters(tissue, { values: 'log1pCpm', scale: 'none' });
    const scaled = rasters(tissue, { values: 'log1pCpm' }).images;
    for (const [gene, name] of genes.entries()) {
      const counts = geneCounts(tissue, name);
      const expected = Array.from(counts, (count, spot) => Math.log1p((1e6 * count) / totals[spot]!));
      for (const [spot, { row, col }] of spotsOfTissue.entries()) {
        const got = images.get(gene, row, Math.floor(col / 2), 0);
        expect(Math.abs(got - expected[spot]!)).toBeLessThan(1e-5);
        expect(scaled.get(gene, row, Math.floor(col / 2), 0)).toBeCloseTo(
          expected[spot]! / Math.max(...expected),
          6,
        );
      }
    }
    // Two spots in one cell count as one larger spot.
    const shared = rasters(
      atPixels([
        [0, 0],
        [1, 1],
        [100, 100],
      ]),
      { size: 4, scale: 'none', values: 'log1pCpm' },
    );
    expect(shared.images.get(0, 0, 0, 0)).toBeCloseTo(Math.log1p(1e6), 5);
  });

  it('keeps raw counts without scaling', () => {
    const { images, genes } = rasters(tissueCounts(), { scale: 'none' });
    for (const [gene, name] of genes.entries()) {
      const sum = geneCounts(tissueCounts(), name).reduce((total, count) => total + count, 0);
      expect(
        images
          .pick(gene)
          .data.subarray(gene * 78 * 64, (gene + 1) * 78 * 64)
          .reduce((a, b) => a + b, 0),
      ).toBe(sum);
    }
  });

  it('leaves out genes at few spots on the grid, and lists them', () => {
    const spotsWith = geneNames.map((_, gene) => matrix.filter((row) => row[gene]! > 0).length);
    for (let minSpots = 1; minSpots <= 19; minSpots++) {
      const { genes, rareGenes, allZeroGenes, images } = rasters(tissueCounts(), { minSpots });
      expect(allZeroGenes).toEqual(['Nowhere']);
      expect(genes).toEqual(geneNames.filter((_, gene) => spotsWith[gene]! >= minSpots));
      expect(rareGenes).toEqual(
        geneNames.filter((_, gene) => spotsWith[gene]! > 0 && spotsWith[gene]! < minSpots),
      );
      expect(images.shape[0]).toBe(genes.length);
    }
  });

  it('rejects unknown values of options', () => {
    const tissue = tissueCounts();
    expect(() => geneRasters(tissue, { grid: 'hex' as never })).toThrow(
      `geneRasters: grid must be 'array' or 'fit'; got "hex"`,
    );
    expect(() => geneRasters(tissue, { values: 'cpm' as never })).toThrow(
      "values must be 'counts' or 'log1pCpm'",
    );
    expect(() => geneRasters(tissue, { scale: 'max' as never })).toThrow("scale must be 'maximum' or 'none'");
    expect(() => geneRasters(tissue, { minSpots: 0 })).toThrow(
      'geneRasters: minSpots must be a whole number of at least 1; got 0.',
    );
    expect(() => geneRasters(tissue, { size: [3, 0] })).toThrow(
      'geneRasters: size must be a whole number from 1 to 1024; got 0.',
    );
  });
});
