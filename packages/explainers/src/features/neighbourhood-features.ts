import { checkPositive, checkRequiredOptions, invalidArgument, smallest, typeName } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { NeighbourhoodFeaturesOptions } from './neighbourhood-features-options.js';

/** A position this near to the border of two cells, as a share of its distance in cells, lies on it. */
const BORDER = 1e-9;

/** Where the numbers of an input lie in the plane, such as the `spots` of a tissue or their `pixels`. */
export interface PlanePositions {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * Neighbourhoods as features, for inputs whose numbers lie in the plane, such as the counts of a gene at the spots of a tissue: the
 * numbers in the same square cell are one feature. The first cell begins at the least x and y.
 *
 * @param positions of the numbers of one input, in their order.
 * @returns labels `[n]` from 0 without gaps, row by row of the cells that are not empty. For inputs `[n, channels]` give them the
 *   shape `[n, 1]`.
 * @throws unless there are as many x as y, at least one, all finite, and the size is positive.
 * @category Features
 */
export function neighbourhoodFeatures(
  positions: PlanePositions,
  options: NeighbourhoodFeaturesOptions,
): NdArray<Int32Array> {
  checkRequiredOptions<NeighbourhoodFeaturesOptions>('neighbourhoodFeatures', options, { size: true });
  checkPositive('neighbourhoodFeatures', 'size', options.size);
  checkPositions(positions);
  const [columns, rows] = [cellsAlong(positions.x, options.size), cellsAlong(positions.y, options.size)];
  const cells = rows.map((row, at) => [row, columns[at] ?? 0] as const);
  const inOrder = [...cells.entries()].sort(([, [r, c]], [, [row, column]]) => r - row || c - column);
  const labels = new Int32Array(cells.length);
  let [label, last] = [-1, [Number.NaN, Number.NaN] as readonly [number, number]];
  for (const [at, cell] of inOrder) {
    if (cell[0] !== last[0] || cell[1] !== last[1]) label += 1;
    labels[at] = label;
    last = cell;
  }
  return ndarray(labels, [labels.length]);
}

/** The index of the cell of each coordinate. */
function cellsAlong(coordinates: ArrayLike<number>, size: number): number[] {
  const values = Array.from(coordinates);
  const least = smallest(values);
  return values.map((value) => {
    const place = (value - least) / size;
    // 0.3 / 0.1 is 2.9999999999999996: a number on the border belongs to the next cell.
    const nearest = Math.round(place);
    return Math.abs(place - nearest) <= BORDER * Math.max(1, nearest) ? nearest : Math.floor(place);
  });
}

function checkPositions(positions: PlanePositions): void {
  const { x, y } = (positions ?? {}) as Partial<PlanePositions>;
  if (x === undefined || y === undefined) {
    throw invalidArgument(
      `neighbourhoodFeatures: positions must be an object with lists x and y; got ${typeName(positions)}.`,
    );
  }
  if (x.length !== y.length || !(x.length > 0)) {
    throw invalidArgument(
      `neighbourhoodFeatures: positions must have at least one x and as many y; got ${x.length} x and ${y.length} y.`,
    );
  }
  for (let at = 0; at < x.length; at++) {
    if (Number.isFinite(x[at]) && Number.isFinite(y[at])) continue;
    throw invalidArgument(
      `neighbourhoodFeatures: positions must be finite; position ${at} is (${x[at]}, ${y[at]}); leave such spots out.`,
    );
  }
}
