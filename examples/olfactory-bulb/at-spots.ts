import type { NdArray } from 'ndarray';

/** The value of a raster `[height, width, 1]` at each spot; NaN for spots outside the grid. */
export function atSpots(raster: NdArray, cells: Int32Array): Float32Array {
  const width = raster.shape[1]!;
  return Float32Array.from(cells, (cell) =>
    cell < 0 ? Number.NaN : (raster.get(Math.floor(cell / width), cell % width, 0) as number),
  );
}

/** The mean of several maps at each spot. */
export function meanAtSpots(maps: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(
    maps[0]!,
    (_, spot) => maps.reduce((sum, map) => sum + map[spot]!, 0) / maps.length,
  );
}
