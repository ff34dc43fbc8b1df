import { checkCount, checkList, checkOneOf, checkOptions, invalidArgument, shown } from '@csm/base';
import type { Spots } from '../../spatial/spatial-counts.js';
import type { CellGroup } from './cell-group.js';
import { cellGroup, MINIMUM_CELLS } from './groups-of-cells.js';
import { checkSpots } from './label-column.js';

/** Options of {@link regionGroup}. */
export interface RegionGroupOptions {
  /**
   * The coordinates of the polygon: `'array'`, those of `spots.x` and `spots.y`; `'pixels'`, those of `spots.pixels`, the picture at
   * full resolution. Default `'array'`.
   */
  readonly positions?: 'array' | 'pixels' | undefined;
  /** The least number of spots of each side. Default 10. */
  readonly minimum?: number | undefined;
}

/**
 * Makes a concept of a region of a tissue: the spots inside a polygon against those outside. Spots without a position are on neither
 * side. The polygon is closed automatically, and its last point may repeat the first; where it crosses itself, the even-odd
 * rule applies.
 *
 * Neighbouring spots are alike, so labels of a region are not exchangeable spot by spot: give `designOf` donors or slides.
 *
 * @param polygon the corners, `[x, y]`, at least three.
 * @throws if the polygon is invalid, if the spots have no positions of this kind, or if a side has too few spots.
 *
 * @example
 * const group = regionGroup('tumour', counts.spots, [[2, 2], [14, 2], [14, 9], [2, 9]]);
 * @category Groups of cells
 */
export function regionGroup(
  name: string,
  spots: Spots,
  polygon: readonly (readonly [number, number])[],
  options: RegionGroupOptions = {},
): CellGroup {
  const caller = 'regionGroup';
  checkOptions<RegionGroupOptions>(caller, options, { positions: true, minimum: true });
  const { positions = 'array', minimum = MINIMUM_CELLS } = options;
  checkOneOf(caller, 'positions', positions, ['array', 'pixels']);
  checkCount(caller, 'minimum', minimum);
  checkSpots(caller, spots);
  checkPolygon(caller, polygon);
  const { x, y } = positionsOf(caller, spots, positions);
  const sides = Array.from(x, (left, spot) => {
    const top = y[spot] ?? Number.NaN;
    return Number.isNaN(left) || Number.isNaN(top) ? undefined : isInside(polygon, left, top);
  });
  return cellGroup(caller, name, `inside the region ${name} against outside`, minimum, sides);
}

function checkPolygon(caller: string, polygon: readonly (readonly [number, number])[]): void {
  checkList(caller, 'polygon', polygon);
  if (polygon.length < 3) {
    throw invalidArgument(
      `${caller}: polygon must have at least three corners [x, y]; got ${polygon.length}.`,
    );
  }
  for (const [i, corner] of polygon.entries()) {
    if (Array.isArray(corner) && corner.length === 2 && corner.every(Number.isFinite)) continue;
    throw invalidArgument(
      `${caller}: polygon[${i}] must be two finite numbers [x, y]; got ${shown(corner)}.`,
    );
  }
}

function positionsOf(caller: string, spots: Spots, positions: 'array' | 'pixels') {
  if (positions === 'pixels') {
    if (spots.pixels) return spots.pixels;
    throw invalidArgument(`${caller}: the spots have no positions in pixels; pass positions: 'array'.`);
  }
  if (spots.layout !== 'none') return spots;
  throw invalidArgument(
    `${caller}: the spots must have positions; these cells have none (layout 'none'); read them with the option spatial.`,
  );
}

/** Whether a ray to the right crosses the border an odd number of times. */
function isInside(polygon: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (const [i, [x1, y1]] of polygon.entries()) {
    const [x0, y0] = polygon.at(i - 1)!;
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  }
  return inside;
}
