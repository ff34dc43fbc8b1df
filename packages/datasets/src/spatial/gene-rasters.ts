import ndarray, { type NdArray } from 'ndarray';
import { requireInteger } from '../checks/check-options.js';
import { warnOnConsole } from '../checks/warn.js';
import { requireCounts, type SparseCounts, type SpatialCounts, spotTotals } from './spatial-counts.js';
import { defaultRasterSize, type RasterSize, sharedCells, spotCells } from './spot-cells.js';

/** Options of {@link geneRasters}. */
export interface GeneRastersOptions {
  /**
   * Height and width of a raster in cells, at most 1024; one number for both. 32 by default; for hexagonal spots 78 × 64,
   * a slide of 6.5 mm, or what larger slides need.
   */
  readonly size?: number | readonly [height: number, width: number];
  /** `'array'`: the cells of the array that the spots are on; `'fit'`: the tissue, stretched over the raster. */
  readonly grid?: 'array' | 'fit';
  /** What a cell holds: the counts (as the reference), or log(1 + counts per million of the cell's). */
  readonly values?: 'counts' | 'log1pCpm';
  /** `'maximum'`: each picture divided by its own maximum (as the reference); `'none'`: as it is. */
  readonly scale?: 'maximum' | 'none';
  /** Genes with counts at fewer spots of the grid have no picture. 1 by default. */
  readonly minSpots?: number;
  /** Hears of spots off the grid and in one cell; `console.warn` by default. */
  readonly onWarning?: (message: string) => void;
}

/** One picture a gene. */
export interface GeneRasters {
  /** The genes that have a picture, in the order of the counts. */
  readonly genes: readonly string[];
  /** Of shape [genes, height, width, 1]: rows are y, columns are x, empty cells 0; in [0, 1] where scaled by the maximum. */
  readonly images: NdArray<Float32Array>;
  /** Genes without a count on the grid: they cannot be scaled and have no picture. */
  readonly allZeroGenes: readonly string[];
  /** Genes with counts on the grid, but at fewer than `minSpots` spots. */
  readonly rareGenes: readonly string[];
  /** The cell of each spot, row · width + column, or −1 where it falls off the grid. [spots] */
  readonly cells: Int32Array;
  /** Spots that fall off the grid: their counts are in no picture. */
  readonly outside: readonly string[];
  /** Groups of spots that share a cell: their counts are added up. */
  readonly collisions: readonly (readonly string[])[];
}

/**
 * Lays the counts of every gene out as a picture. Where a spot goes:
 *
 * - on the 2016 array, as in the reference system: column = int(x + 0.5) − 1, row = int(y + 0.5), int() the whole part;
 * - on Visium's hexagons: row = array_row, column = floor(array_col / 2). Columns are even in even rows and odd in odd
 *   ones, so that every spot has a cell of its own, and odd rows stand half a cell too far to the left;
 * - with `grid: 'fit'`, and wherever the spots are on no known grid: by `spots.pixels` (for the 2016 array those of the
 *   whole transformation), or x and y, evenly scaled until they just fit, and rounded.
 *
 * Spots in one cell are added up. `log1pCpm` is log(1 + 10⁶ · c / t), c the count and t the total of all genes of the
 * cell, as scanpy's normalize_total and log1p for one spot a cell; 0 where c is 0. Memory: 4 · genes · height · width
 * bytes.
 *
 * Says through `onWarning` how many spots fall off the grid and how many share a cell; `outside` and `collisions` name
 * them. Throws on a size that is not of integers from 1 to 1024, on counts without a spot or a gene, where no spot falls
 * on the grid, and where the pictures of all genes would pass 2³¹ values.
 */
export function geneRasters(tissue: SpatialCounts, options: GeneRastersOptions = {}): GeneRasters {
  requireCounts('geneRasters', tissue);
  const { spots, genes, counts } = tissue;
  const { grid = 'array', values = 'counts', scale = 'maximum', minSpots = 1 } = options;
  const size = sizeOf(options.size) ?? defaultRasterSize(spots, grid);
  requireInteger('geneRasters', 'minSpots', minSpots, 1, Number.MAX_SAFE_INTEGER);
  requireOneOf('grid', grid, ['array', 'fit']);
  requireOneOf('values', values, ['counts', 'log1pCpm']);
  requireOneOf('scale', scale, ['maximum', 'none']);
  if (spots.names.length === 0 || genes.length === 0) {
    throw new Error(
      `geneRasters: expected counts; got ${spots.names.length} spots and ${genes.length} genes`,
    );
  }
  const cells = cellsOf(tissue, size, grid);
  const spotsOnGrid = genes.map((_, gene) => countOnGrid(counts, gene, cells));
  const kept = [...genes.keys()].filter((gene) => spotsOnGrid[gene]! >= minSpots);
  const area = size.height * size.width;
  if (kept.length * area > 2 ** 31) {
    throw new Error(
      `geneRasters: ${kept.length} genes of ${size.height}x${size.width} pass 2^31 values; take fewer genes, such as by minSpots`,
    );
  }
  const outside = spots.names.filter((_, spot) => cells[spot] === -1);
  const collisions = sharedCells(spots.names, cells);
  warn({ outside, collisions, size, spotCount: cells.length }, options.onWarning ?? warnOnConsole);

  const pixels = new Float32Array(kept.length * area);
  const totals = values === 'log1pCpm' ? cellTotals(tissue, cells, area) : undefined;
  for (const [image, gene] of kept.entries()) {
    const picture = pixels.subarray(image * area, (image + 1) * area);
    addCounts(counts, gene, cells, picture);
    if (totals) toLog1pCpm(picture, totals);
    if (scale === 'maximum') divideByMaximum(picture);
  }
  return {
    genes: kept.map((gene) => genes[gene]!),
    images: ndarray(pixels, [kept.length, size.height, size.width, 1]),
    allZeroGenes: genes.filter((_, gene) => spotsOnGrid[gene] === 0),
    rareGenes: genes.filter((_, gene) => spotsOnGrid[gene]! > 0 && spotsOnGrid[gene]! < minSpots),
    cells,
    outside,
    collisions,
  };
}

function sizeOf(size: GeneRastersOptions['size']): RasterSize | undefined {
  if (size === undefined) return undefined;
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  for (const length of [height, width]) requireInteger('geneRasters', 'size', length as number, 1, 1024);
  return { height: height!, width: width! };
}

function requireOneOf(name: string, value: string, known: readonly string[]): void {
  if (known.includes(value)) return;
  throw new Error(`geneRasters: ${name} must be '${known.join("' or '")}'; got ${JSON.stringify(value)}`);
}

function cellsOf({ spots }: SpatialCounts, size: RasterSize, grid: 'array' | 'fit'): Int32Array {
  const cells = spotCells(spots, size, grid);
  if (cells.some((cell) => cell !== -1)) return cells;
  throw new Error(
    `geneRasters: none of the ${cells.length} spots falls on the grid of ${size.height}x${size.width} cells ` +
      `(the first is at x ${spots.x[0]}, y ${spots.y[0]}); take a larger size, or { grid: 'fit' }`,
  );
}

function countOnGrid({ indptr, spots }: SparseCounts, gene: number, cells: Int32Array): number {
  let count = 0;
  for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) if (cells[spots[at]!]! >= 0) count++;
  return count;
}

function warn(
  found: Pick<GeneRasters, 'outside' | 'collisions'> & { size: RasterSize; spotCount: number },
  onWarning: (message: string) => void,
): void {
  const { outside, collisions, size, spotCount } = found;
  if (outside.length > 0) {
    onWarning(
      `geneRasters: ${outside.length} of ${spotCount} spots (${outside[0]}, …) fall off the grid of ${size.height}x${size.width} cells; their counts are in no picture`,
    );
  }
  if (collisions.length > 0) {
    onWarning(
      `geneRasters: ${collisions.flat().length} of ${spotCount} spots share ${collisions.length} cells (${collisions[0]!.join(' and ')}, …); their counts are added up`,
    );
  }
}

/** The sum of all counts in each cell. */
function cellTotals(tissue: SpatialCounts, cells: Int32Array, area: number): Float64Array {
  const totals = new Float64Array(area);
  for (const [spot, total] of spotTotals(tissue).entries()) {
    if (cells[spot]! >= 0) totals[cells[spot]!]! += total;
  }
  return totals;
}

function addCounts(
  { indptr, spots, values }: SparseCounts,
  gene: number,
  cells: Int32Array,
  picture: Float32Array,
): void {
  for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) {
    const cell = cells[spots[at]!]!;
    if (cell >= 0) picture[cell]! += values[at]!;
  }
}

function toLog1pCpm(picture: Float32Array, totals: Float64Array): void {
  for (let cell = 0; cell < picture.length; cell++) {
    if (picture[cell]! > 0) picture[cell] = Math.log1p((1e6 * picture[cell]!) / totals[cell]!);
  }
}

function divideByMaximum(picture: Float32Array): void {
  let largest = 0;
  for (const value of picture) largest = Math.max(largest, value);
  for (let cell = 0; cell < picture.length; cell++) picture[cell]! /= largest;
}
