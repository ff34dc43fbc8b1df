import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { syntheticBulb } from '../synthetic/synthetic-bulb.js';
import { atSpots, meanAtSpots } from './at-spots.js';
import { geneCounts } from './gene-counts.js';
import { geneRasters } from './gene-rasters.js';

const values = Float32Array.from({ length: 6 }, (_, i) => i);

describe('atSpots', () => {
  it('reads the cell of each spot, and has NaN for spots outside the grid', () => {
    const cells = Int32Array.of(5, -1, 0, 2, 2);
    const expected = [5, Number.NaN, 0, 2, 2];
    expect([...atSpots(ndarray(values, [2, 3]), cells)]).toEqual(expected);
    expect([...atSpots(ndarray(values, [2, 3, 1]), cells)]).toEqual(expected);
    // Columns first in memory: [[0, 2, 4], [1, 3, 5]].
    expect([...atSpots(ndarray(values, [2, 3], [1, 2]), cells)]).toEqual([5, Number.NaN, 0, 4, 4]);
  });

  it('is the inverse of geneRasters, where no spots share a cell', () => {
    const bulb = syntheticBulb({ genes: 20, seed: 3, spots: 150 });
    const rasters = geneRasters(bulb, { grid: 'fit', scale: 'none' });
    expect(rasters.collisions).toEqual([]);
    for (const [i, gene] of rasters.genes.entries()) {
      expect([...atSpots(rasters.images.pick(i), rasters.cells)]).toEqual([...geneCounts(bulb, gene)]);
    }
  });

  it('rejects several maps, channels, and cells of another grid', () => {
    const cells = Int32Array.of(0, 5);
    expect(() => atSpots(ndarray(new Float32Array(12), [2, 2, 3, 1]), cells)).toThrow(
      'raster must have shape [height, width] or [height, width, 1]; got [2, 2, 3, 1]; pass one map of many as maps.pick(i).',
    );
    expect(() => atSpots(ndarray(new Float32Array(12), [2, 2, 3]), cells)).toThrow('got [2, 2, 3]');
    expect(() => atSpots(ndarray(values, [6]), cells)).toThrow('got [6]');
    expect(() => atSpots([[1]] as never, cells)).toThrow(
      'atSpots, raster: expected an ndarray; got an array.',
    );
    expect(() => atSpots(ndarray(new Float32Array(4), [2, 2]), cells)).toThrow(
      'cells must be from −1 to 3 for a raster of 2×2; got 5',
    );
    expect(() => atSpots(ndarray(values, [2, 3]), [0] as never)).toThrow('must be an Int32Array');
  });
});

describe('meanAtSpots', () => {
  it('averages the maps at each spot', () => {
    expect([...meanAtSpots([Float32Array.of(1, Number.NaN, 3), [2, 5, 5]])]).toEqual([1.5, Number.NaN, 4]);
  });

  it('sums in float64', () => {
    const maps = [Float32Array.of(1e8), Float32Array.of(1), Float32Array.of(-1e8)];
    expect([...meanAtSpots(maps)]).toEqual([1 / 3]);
  });

  it('rejects no maps, and maps of other lengths', () => {
    expect(() => meanAtSpots([])).toThrow('meanAtSpots: expected at least one map; got none.');
    expect(() => meanAtSpots([[1, 2], [1]])).toThrow('one value per spot, 2; map 1 has 1.');
    expect(() => meanAtSpots([1, 2] as never)).toThrow('map 0 has undefined');
    expect(() => meanAtSpots(Float32Array.of(1) as never)).toThrow('maps must be an array');
  });
});
