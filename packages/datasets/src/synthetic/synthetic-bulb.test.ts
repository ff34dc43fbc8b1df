import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geneCounts, spotTotals } from '../spatial/gene-counts.js';
import { geneRasters } from '../spatial/gene-rasters.js';
import { readSpatialTranscriptomics } from '../spatial/st/read-spatial-transcriptomics.js';
import { bulbLayers, syntheticBulb } from './synthetic-bulb.js';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('syntheticBulb', () => {
  it('returns the documented spots, genes and labels', () => {
    const bulb = syntheticBulb({ genes: 80, seed: 4 });
    expect(bulb.spots.names).toHaveLength(280);
    expect(bulb.spots.labels).toHaveLength(280);
    expect(bulb.genes).toHaveLength(80);
    expect(new Set(bulb.genes).size).toBe(80);
    expect(bulb.counts.values.every((value) => Number.isInteger(value) && value > 0)).toBe(true);
    for (const [gene, layer] of bulb.enrichedLayers.entries()) {
      expect(bulb.genes[gene]).toMatch(layer === null ? /^background_/ : new RegExp(`^${layer}_`));
    }
    for (const layer of bulbLayers)
      expect(bulb.enrichedLayers.filter((own) => own === layer)).toHaveLength(10);
  });

  it('fits on a 32×32 raster without loss and has every layer, for any seed and number of spots', () => {
    const anyBulb = fc.record({
      genes: fc.constant(8),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      spots: fc.integer({ min: 40, max: 500 }),
    });
    fc.assert(
      fc.property(anyBulb, (options) => {
        const bulb = syntheticBulb(options);
        const { outside, collisions } = geneRasters(bulb);
        expect([outside, collisions]).toEqual([[], []]);
        for (const layer of bulbLayers) {
          const share = bulb.spots.labels.filter((label) => label === layer).length / options.spots;
          expect(share).toBeGreaterThan(0.1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('has concentric layers', () => {
    const { spots } = syntheticBulb({ genes: 8, seed: 9 });
    const [middleX, middleY] = [mean([...spots.x]), mean([...spots.y])];
    const distances = bulbLayers.map((layer) =>
      mean(
        [...spots.labels.keys()]
          .filter((spot) => spots.labels[spot] === layer)
          .map((spot) => Math.hypot(spots.x[spot]! - middleX, spots.y[spot]! - middleY)),
      ),
    );
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });

  it('gives each marker 3 to 8 times the counts in its layer, and background genes equal counts', () => {
    const bulb = syntheticBulb({ genes: 400, seed: 2 });
    const totals = spotTotals(bulb);
    const ratios = bulb.genes.map((gene, index) => {
      const counts = geneCounts(bulb, gene);
      const layer = bulb.enrichedLayers[index] ?? 'GCL';
      const rate = (own: boolean) => {
        const spots = [...totals.keys()].filter((spot) => (bulb.spots.labels[spot] === layer) === own);
        return mean(spots.map((spot) => counts[spot]! / totals[spot]!));
      };
      return rate(true) / rate(false);
    });
    const of = (background: boolean) =>
      ratios.filter((_, gene) => (bulb.enrichedLayers[gene] === null) === background);
    // The fold is uniform on [3, 8] with mean 5.5. Over 200 genes its standard error is 0.1, plus a little from sampling.
    expect(mean(of(false))).toBeGreaterThan(5);
    expect(mean(of(false))).toBeLessThan(6);
    expect(mean(of(true))).toBeGreaterThan(0.95);
    expect(mean(of(true))).toBeLessThan(1.1);
    expect(Math.min(...of(false))).toBeGreaterThan(Math.max(1, 1.5));
  });

  it('has negative-binomial counts: after removing depth, the variance exceeds the mean by dispersion 0.3 · mean²', () => {
    const bulb = syntheticBulb({ genes: 2000, seed: 3 });
    const totals = spotTotals(bulb);
    const depth = [...totals].map((total) => total / mean([...totals]));
    // With rate m and depth d, E[(k − dm)² − dm] = dispersion · d²m²: a ratio of sums over background genes.
    let excess = 0;
    let squares = 0;
    for (const [index, gene] of bulb.genes.entries()) {
      if (bulb.enrichedLayers[index] !== null) continue;
      const counts = geneCounts(bulb, gene);
      const rate = mean([...counts]);
      for (const [spot, count] of counts.entries()) {
        const expected = depth[spot]! * rate;
        excess += (count - expected) ** 2 - expected;
        squares += expected ** 2;
      }
    }
    expect(excess / squares).toBeGreaterThan(0.27);
    expect(excess / squares).toBeLessThan(0.33);
  });

  it('gives the same bytes for the same seed, and different ones for another seed', () => {
    const bulb = syntheticBulb({ genes: 40, seed: 5 });
    expect(syntheticBulb({ genes: 40, seed: 5 })).toEqual(bulb);
    expect(syntheticBulb({ genes: 40, seed: 6 }).counts).not.toEqual(bulb.counts);
  });

  it('is unchanged after being written as the 2016 table and read again', async () => {
    const { enrichedLayers: _, ...bulb } = syntheticBulb({ genes: 30, seed: 7, spots: 60 });
    const columns = bulb.genes.map((gene) => geneCounts(bulb, gene));
    const rows = bulb.spots.names.map((name, spot) =>
      [name, ...columns.map((column) => column[spot])].join('\t'),
    );
    const table = `\t${bulb.genes.join('\t')}\n${rows.join('\n')}\n`;
    const read = await readSpatialTranscriptomics(new Blob([table]).stream());
    const { labels: __, ...spots } = bulb.spots;
    expect(read).toEqual({ ...bulb, spots });
  });

  it('rejects invalid options', () => {
    for (const [options, got] of [
      [undefined, 'undefined'],
      [null, 'null'],
      [100, 'a number'],
    ]) {
      expect(() => syntheticBulb(options as never)).toThrow(
        `syntheticBulb: expected an object of options (genes, seed, spots); got ${got}.`,
      );
    }
    for (const genes of [0, 7, 8.5, Number.NaN]) {
      expect(() => syntheticBulb({ genes, seed: 1 })).toThrow(
        /^syntheticBulb: genes must be a whole number from 8 to 50000; got [\w.]+\.$/,
      );
    }
    for (const spots of [39, 501, Number.NaN]) {
      expect(() => syntheticBulb({ genes: 8, seed: 1, spots })).toThrow(
        /^syntheticBulb: spots must be a whole number from 40 to 500; got [\w.-]+\.$/,
      );
    }
    expect(() => syntheticBulb({ genes: 8, seed: -1 })).toThrow(
      /^syntheticBulb: seed must be a whole number from 0 to 4294967295; got [\w.-]+\.$/,
    );
  });
});
