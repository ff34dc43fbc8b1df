/**
 * Moran's I: whether neighbours have similar values. I = (n / W) Σᵢⱼ wᵢⱼ zᵢ zⱼ / Σᵢ zᵢ², where z are the values minus their
 * mean, each neighbour of a spot has the weight 1 / (number of its neighbours), and W is the sum of the weights (the defaults
 * of squidpy and esda). I is near −1 / (n − 1) for values without spatial order, and 1 for smooth ones.
 *
 * Source: Moran 1950.
 *
 * @param values one value per spot; spots with NaN are ignored, and so are their links.
 * @param neighbours the neighbours of each spot.
 * @returns NaN if all values are equal.
 */
export function moransI(values: ArrayLike<number>, neighbours: readonly (readonly number[])[]): number {
  const known = Array.from(values, (_, spot) => spot).filter((spot) => !Number.isNaN(values[spot]!));
  const mean = known.reduce((sum, spot) => sum + values[spot]!, 0) / known.length;
  let [weights, together, alone] = [0, 0, 0];
  for (const spot of known) {
    const z = values[spot]! - mean;
    alone += z * z;
    const near = neighbours[spot]!.filter((other) => !Number.isNaN(values[other]!));
    if (near.length === 0) continue;
    weights += 1;
    together += (z * near.reduce((sum, other) => sum + values[other]! - mean, 0)) / near.length;
  }
  return (known.length / weights) * (together / alone);
}

/**
 * The spots in the eight cells around each spot's cell. `cells` is the result of `geneRasters`: row · width + column, or −1
 * for a spot outside the grid.
 */
export function gridNeighbours(cells: Int32Array, width: number): number[][] {
  const at = new Map<number, number[]>();
  for (const [spot, cell] of cells.entries()) if (cell >= 0) at.set(cell, [...(at.get(cell) ?? []), spot]);
  return Array.from(cells, (cell, spot) => {
    if (cell < 0) return [];
    const column = cell % width;
    const around = [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1]
        .filter((right) => column + right >= 0 && column + right < width)
        .flatMap((right) => at.get(cell + down * width + right) ?? []),
    );
    return around.filter((other) => other !== spot);
  });
}
