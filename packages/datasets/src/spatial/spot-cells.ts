import type { Spots } from './spatial-counts.js';

/** The number of rows and columns of a grid of cells. */
export interface RasterSize {
  readonly height: number;
  readonly width: number;
}

/** The spots of a Visium slide with a capture area of 6.5 mm: 78 rows of 64 spots. */
const VISIUM_SLIDE: RasterSize = { height: 78, width: 64 };

/** The largest default size: 16,000 genes need one gigabyte. */
const LARGEST_DEFAULT = 128;

/**
 * The default size of a raster: 32 × 32; for hexagonal spots the size of a Visium slide, or more for larger slides; for fitted
 * spots, a size that gives each its own cell.
 */
export function defaultRasterSize(spots: Spots, grid: 'array' | 'fit'): RasterSize {
  if (isFitted(spots, grid)) {
    const side = ownCellSize(spots, grid, LARGEST_DEFAULT) ?? 32;
    return { height: side, width: side };
  }
  if (spots.layout !== 'hexagonal') return { height: 32, width: 32 };
  const rows = extent(spots.y).most + 1;
  const columns = Math.floor(extent(spots.x).most / 2) + 1;
  return {
    height: Math.max(VISIUM_SLIDE.height, rows),
    width: Math.max(VISIUM_SLIDE.width, columns),
  };
}

/** The cell of each spot, row · width + column, or −1 for a spot outside the grid. Formulas: see `geneRasters`. */
export function spotCells(spots: Spots, size: RasterSize, grid: 'array' | 'fit'): Int32Array {
  const cellOf = isFitted(spots, grid) ? fitted(spots, size) : onArray(spots);
  return Int32Array.from(spots.names, (_, spot) => {
    const [row, column] = cellOf(spot);
    const isInside = column >= 0 && column < size.width && row >= 0 && row < size.height;
    return isInside ? row * size.width + column : -1;
  });
}

/**
 * The smallest side of a square raster on which each spot has its own cell: a multiple of 8, because encoders halve it three
 * times. Undefined if it would be larger than `most`.
 */
export function ownCellSize(spots: Spots, grid: 'array' | 'fit', most: number): number | undefined {
  for (let side = 32; side <= most; side += 8) {
    const cells = spotCells(spots, { height: side, width: side }, grid);
    if (!cells.includes(-1) && new Set(cells).size === cells.length) return side;
  }
  return undefined;
}

const isFitted = ({ layout }: Spots, grid: 'array' | 'fit') => grid === 'fit' || layout === 'free';

type CellOf = (spot: number) => readonly [row: number, column: number];

function onArray({ x, y, layout }: Spots): CellOf {
  const [xOf, yOf] = [at(x), at(y)];
  if (layout === 'hexagonal') return (spot) => [yOf(spot), Math.floor(xOf(spot) / 2)];
  return (spot) => [Math.trunc(yOf(spot) + 0.5), Math.trunc(xOf(spot) + 0.5) - 1];
}

/**
 * Scales positions so that the outermost spots are in the outermost cells. The tissue keeps its proportions and is
 * centred.
 */
function fitted(spots: Spots, { height, width }: RasterSize): CellOf {
  const { x, y } = spots.pixels ?? spots;
  const [xOf, yOf] = [at(x), at(y)];
  const { least: left, most: right } = extent(x);
  const { least: top, most: bottom } = extent(y);
  // A single spot, row or column has an extent of 0; in that case any finite scale works.
  const scale = Math.min(
    (width - 1) / Math.max(right - left, Number.MIN_VALUE),
    (height - 1) / Math.max(bottom - top, Number.MIN_VALUE),
  );
  const finite = Number.isFinite(scale) ? scale : 0;
  const freeAbove = (height - 1 - (bottom - top) * finite) / 2;
  const freeLeft = (width - 1 - (right - left) * finite) / 2;
  // Positions are measured from the edges, not from the middle, because the middle is rounded: if spots are almost as
  // close together as this rounding error, some would be outside.
  return (spot) => [
    Math.round((yOf(spot) - top) * finite + freeAbove),
    Math.round((xOf(spot) - left) * finite + freeLeft),
  ];
}

const at = (values: Float64Array) => (spot: number) => values[spot] ?? Number.NaN;

function extent(values: Float64Array): { least: number; most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}

/** The groups of spots that share a cell. */
export function sharedCells(names: readonly string[], cells: Int32Array): string[][] {
  const byCell = new Map<number, string[]>();
  for (const [spot, cell] of cells.entries()) {
    const name = names[spot];
    if (cell < 0 || name === undefined) continue;
    const group = byCell.get(cell);
    if (group) group.push(name);
    else byCell.set(cell, [name]);
  }
  return [...byCell.values()].filter((group) => group.length > 1);
}
