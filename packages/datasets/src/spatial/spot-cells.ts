import type { Spots } from './spatial-counts.js';

/** A grid of cells. */
export interface RasterSize {
  readonly height: number;
  readonly width: number;
}

/** Rows and columns of a Visium slide with a capture area of 6.5 mm: 78 rows of 64 spots. */
const slide: RasterSize = { height: 78, width: 64 };

/** The size of a raster that nobody chose: 32 × 32, or the slide of hexagonal spots, larger where spots need it. */
export function defaultRasterSize(spots: Spots, grid: 'array' | 'fit'): RasterSize {
  if (grid === 'fit' || spots.layout !== 'hexagonal') return { height: 32, width: 32 };
  let { height, width } = slide;
  for (let spot = 0; spot < spots.names.length; spot++) {
    height = Math.max(height, spots.y[spot]! + 1);
    width = Math.max(width, Math.floor(spots.x[spot]! / 2) + 1);
  }
  return { height, width };
}

/** The cell of each spot, row · width + column, −1 off the grid. See `geneRasters` for the formulas. */
export function spotCells(spots: Spots, size: RasterSize, grid: 'array' | 'fit'): Int32Array {
  const place = grid === 'fit' || spots.layout === 'free' ? fitted(spots, size) : arrayPlace(spots);
  return Int32Array.from(spots.names, (_, spot) => {
    const [row, column] = place(spot);
    const inside = column >= 0 && column < size.width && row >= 0 && row < size.height;
    return inside ? row * size.width + column : -1;
  });
}

type Place = (spot: number) => readonly [row: number, column: number];

function arrayPlace({ x, y, layout }: Spots): Place {
  if (layout === 'hexagonal') return (spot) => [y[spot]!, Math.floor(x[spot]! / 2)];
  return (spot) => [Math.trunc(y[spot]! + 0.5), Math.trunc(x[spot]! + 0.5) - 1];
}

/** The outermost spots fall into the outermost cells; the tissue keeps its proportions and is in the middle. */
function fitted({ x: arrayX, y: arrayY, pixels }: Spots, { height, width }: RasterSize): Place {
  const { x, y } = pixels ?? { x: arrayX, y: arrayY };
  const [left, right] = extent(x);
  const [top, bottom] = extent(y);
  // One spot, or a single row of them, has no extent: any scale will do that keeps it finite.
  const scale = Math.min(
    (width - 1) / Math.max(right - left, Number.MIN_VALUE),
    (height - 1) / Math.max(bottom - top, Number.MIN_VALUE),
  );
  const finite = Number.isFinite(scale) ? scale : 0;
  const freeAbove = (height - 1 - (bottom - top) * finite) / 2;
  const freeLeft = (width - 1 - (right - left) * finite) / 2;
  // From the edges, not from the middle, which is rounded: spots that differ by little more than that would fall outside.
  return (spot) => [
    Math.round((y[spot]! - top) * finite + freeAbove),
    Math.round((x[spot]! - left) * finite + freeLeft),
  ];
}

function extent(values: Float64Array): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** Groups of spots that share a cell. */
export function sharedCells(names: readonly string[], cells: Int32Array): string[][] {
  const byCell = new Map<number, string[]>();
  for (const [spot, name] of names.entries()) {
    const cell = cells[spot]!;
    if (cell < 0) continue;
    const group = byCell.get(cell);
    if (group) group.push(name);
    else byCell.set(cell, [name]);
  }
  return [...byCell.values()].filter((group) => group.length > 1);
}
