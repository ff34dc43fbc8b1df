import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needsSharedData, sharedData } from '../../test/test-data.js';
import { visiumSlide } from '../../test/visium-slide.js';
import { type GeneRastersOptions, geneRasters } from './gene-rasters.js';
import type { SpatialCounts } from './spatial-counts.js';
import { openOlfactoryBulb } from './st/olfactory-bulb.js';

function rasters(tissue: SpatialCounts, options: GeneRastersOptions = {}) {
  const warnings: string[] = [];
  return { ...geneRasters(tissue, { onWarning: (text) => warnings.push(text), ...options }), warnings };
}

describe('the size of geneRasters', () => {
  it.each([0, 0.5, 3])('by default gives each spot of a slide turned by %d° its own cell', (degrees) => {
    const slide = visiumSlide({ degrees });
    for (const options of [{}, { grid: 'fit' }] as const) {
      const { collisions, warnings, cells, images } = rasters(slide, options);
      expect([collisions, warnings]).toEqual([[], []]);
      expect(new Set(cells).size).toBe(4992);
      // Every spot has one count, so a raster without shared cells has as many ones.
      expect(images.data.reduce((sum, value) => sum + value, 0)).toBe(4992);
    }
  });

  it('averages the spots of a cell if it is too small, once says how many share one, and a size that is large enough', () => {
    const slide = visiumSlide({ degrees: 1 });
    const { images, warnings, collisions } = rasters(slide, { grid: 'fit', size: 64, scale: 'none' });
    expect(collisions.length).toBeGreaterThan(1000);
    // Every spot has one count of the gene, so every cell has 1: no cell is brighter because it has two spots.
    expect(new Set(images.data)).toEqual(new Set([0, 1]));
    expect(warnings).toHaveLength(1);
    const [, spots, cells, size] =
      /^geneRasters: (\d+) of 4992 spots share (\d+) cells \(.*, …\), which have the mean of their counts; pass size: (\d+) to give each spot its own cell\.$/.exec(
        warnings[0]!,
      )!;
    expect([Number(spots), Number(cells)]).toEqual([collisions.flat().length, collisions.length]);
    expect(rasters(slide, { grid: 'fit', size: Number(size) }).warnings).toEqual([]);
    expect(Number(size) % 8).toBe(0);
  });

  it('advises selectSpots if two slides share the array', () => {
    const slide = visiumSlide({ degrees: 0 });
    const { names, x, y } = slide.spots;
    const twice = {
      ...slide,
      spots: {
        ...slide.spots,
        names: [...names, ...names.map((name) => `${name}-2`)],
        x: Float64Array.of(...x, ...x),
        y: Float64Array.of(...y, ...y),
      },
    };
    expect(rasters(twice).warnings[0]).toMatch(
      /9984 of 9984 spots share 4992 cells .*; select the spots of one slide with selectSpots, or pass grid: 'fit'\.$/,
    );
  });

  const rep12 = needsSharedData('mob-rep12');
  it.skipIf(rep12.skip)(`is 32 for the olfactory bulb${rep12.why}`, async () => {
    const { counts } = await openOlfactoryBulb(join(sharedData, 'mob-rep12'));
    for (const options of [{}, { grid: 'fit' }] as const) {
      const { images, collisions } = rasters(counts, options);
      expect(images.shape.slice(1)).toEqual([32, 32, 1]);
      expect(collisions).toEqual([]);
    }
  });
});
