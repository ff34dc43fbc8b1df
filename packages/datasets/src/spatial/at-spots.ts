import { checkList, checkNdarray, invalidArgument, shown, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';

/**
 * Reads the value of a raster at each spot: a gene's picture, a decoded concept, or a map from `explain`.
 *
 * @param raster `[height, width]` or `[height, width, 1]`, on the grid of {@link geneRasters}.
 * @param cells `[spots]`, the `cells` of the result of `geneRasters`.
 * @returns `[spots]`, in the order of the spots; NaN for spots outside the grid.
 * @throws if the raster has another shape, or if a cell is not in the raster.
 *
 * @example
 * const { maps } = await explain(encoder, concept, pictures, explainer);
 * const map = atSpots(maps.pick(0), rasters.cells);
 * @category Genes and spots
 */
export function atSpots(raster: NdArray, cells: Int32Array): Float32Array {
  checkNdarray('atSpots, raster', raster);
  const [height = 0, width = 0, channels = 1] = raster.shape;
  if (raster.shape.length < 2 || raster.shape.length > 3 || channels !== 1) {
    throw invalidArgument(
      `atSpots: raster must have shape [height, width] or [height, width, 1]; got [${raster.shape.join(', ')}]; ` +
        'pass one map of many as maps.pick(i).',
    );
  }
  if (!(cells instanceof Int32Array)) {
    throw invalidArgument(
      `atSpots: cells must be an Int32Array, such as the cells of geneRasters; got ${typeName(cells)}.`,
    );
  }
  const bad = cells.find((cell) => cell < -1 || cell >= height * width);
  if (bad !== undefined) {
    throw invalidArgument(
      `atSpots: cells must be from −1 to ${height * width - 1} for a raster of ${height}×${width}; got ${bad}; ` +
        'pass the cells of the grid on which the raster was drawn.',
    );
  }
  const ofChannel = raster.shape.length === 3 ? raster.pick(null, null, 0) : raster;
  return Float32Array.from(cells, (cell) =>
    cell < 0 ? Number.NaN : ofChannel.get(Math.floor(cell / width), cell % width),
  );
}

/**
 * The mean of several maps at each spot, summed in float64.
 *
 * @param maps at least one map, each with one value per spot, such as results of {@link atSpots}.
 * @returns `[spots]`; NaN where a map has no value.
 * @throws if there are no maps, or their lengths differ.
 * @category Genes and spots
 */
export function meanAtSpots(maps: readonly ArrayLike<number>[]): Float64Array {
  checkList('meanAtSpots', 'maps', maps);
  const [first] = maps;
  if (first === undefined) throw invalidArgument('meanAtSpots: expected at least one map; got none.');
  const sums = new Float64Array(first.length ?? 0);
  for (const [i, map] of maps.entries()) {
    if (map?.length === undefined || map.length !== first.length) {
      throw invalidArgument(
        `meanAtSpots: each map must have one value per spot, ${shown(first.length)}; map ${i} has ${shown(map?.length)}.`,
      );
    }
    for (let spot = 0; spot < sums.length; spot++) sums[spot] = (sums[spot] ?? 0) + (map[spot] ?? Number.NaN);
  }
  return sums.map((sum) => sum / maps.length);
}
