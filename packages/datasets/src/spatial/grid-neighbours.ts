import { checkCount, invalidArgument, typeName } from '@csm/base';

/**
 * Finds the neighbours of each spot: the other spots in its cell and in the eight cells around it. For `moransI` of `@csm/evaluate`.
 *
 * On Visium's hexagons, the cells of {@link geneRasters} shift odd rows by half a cell, so that two of the eight are not
 * adjacent on the slide.
 *
 * @param cells `[spots]`, the `cells` of the result of `geneRasters`: row · width + column, or −1 for a spot outside the grid.
 * @param width number of columns of the grid, `images.shape[2]` of the result.
 * @returns the indices of each spot's neighbours; none for a spot outside the grid.
 * @throws if `cells` is not an Int32Array, or `width` not a whole number of at least 1.
 * @category Genes and spots
 */
export function gridNeighbours(cells: Int32Array, width: number): number[][] {
  if (!(cells instanceof Int32Array)) {
    throw invalidArgument(
      `gridNeighbours: cells must be an Int32Array, such as the cells of geneRasters; got ${typeName(cells)}.`,
    );
  }
  checkCount('gridNeighbours', 'width', width);
  const spotsAt = new Map<number, number[]>();
  for (const [spot, cell] of cells.entries()) {
    if (cell < 0) continue;
    const there = spotsAt.get(cell);
    if (there) there.push(spot);
    else spotsAt.set(cell, [spot]);
  }
  return Array.from(cells, (cell, spot) => {
    if (cell < 0) return [];
    const near = cellsAround(cell, width).flatMap((at) => spotsAt.get(at) ?? []);
    return near.filter((other) => other !== spot);
  });
}

/** A cell and those around it. Those above or below the grid are included: they hold no spot. */
function cellsAround(cell: number, width: number): number[] {
  const column = cell % width;
  return [-1, 0, 1].flatMap((down) =>
    [-1, 0, 1]
      .filter((right) => column + right >= 0 && column + right < width)
      .map((right) => cell + down * width + right),
  );
}
