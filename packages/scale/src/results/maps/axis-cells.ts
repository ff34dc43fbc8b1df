/** How an axis of a picture is divided into the cells of a grid. */
export interface AxisCells {
  /** The first cell that each index overlaps. */
  readonly first: Int32Array;
  /** The share of the index in that cell; the rest is in the next one. */
  readonly share: Float64Array;
}

/**
 * Divides an axis into cells of equal length. An index that lies in two cells belongs to both by the shares of its length, so the
 * shares of each index add up to 1.
 * @param length of the axis, at least `cells`.
 */
export function axisCells(length: number, cells: number): AxisCells {
  const first = new Int32Array(length);
  const share = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    // In units of 1 / cells of an index, so that all numbers are whole: cell c is [c · length, (c + 1) · length).
    const start = i * cells;
    const cell = Math.floor(start / length);
    first[i] = cell;
    share[i] = Math.min(1, ((cell + 1) * length - start) / cells);
  }
  return { first, share };
}
