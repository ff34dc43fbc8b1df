import { checkCount, checkOneOf, checkOptionalFunction, checkOptions, invalidArgument } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkCounts } from './check-counts.js';
import { genePictures } from './gene-pictures.js';
import type { SparseCounts, SpatialCounts, Spots } from './spatial-counts.js';
import { defaultRasterSize, ownCellSize, type RasterSize, sharedCells, spotCells } from './spot-cells.js';

/** Pictures of thousands of genes that are larger than this need many gigabytes. */
const LARGEST_SUGGESTION = 256;

/** Options of {@link geneRasters}. */
export interface GeneRastersOptions {
  /**
   * Height and width of a raster in cells, from 1 to 1024; one number for both. Default for spots on an array: 32; for
   * hexagonal spots 78 × 64 (a slide of 6.5 mm), or more for larger slides. Default for `'fit'` and for spots that are not on a
   * known grid: the smallest multiple of 8 from 32 to 128 that gives each spot its own cell; 32 if there is none.
   */
  readonly size?: number | readonly [height: number, width: number] | undefined;
  /** `'array'`: the cells of the array that the spots are on; `'fit'`: the tissue scaled to the raster. Default `'array'`. */
  readonly grid?: 'array' | 'fit' | undefined;
  /** The values of a cell: counts (as the reference), or log(1 + counts per million of the cell). Default `'counts'`. */
  readonly values?: 'counts' | 'log1pCpm' | undefined;
  /** `'maximum'`: divide each picture by its maximum (as the reference); `'none'`: do not scale. Default `'maximum'`. */
  readonly scale?: 'maximum' | 'none' | undefined;
  /** Genes with counts at fewer spots on the grid than this get no picture. Default 1. */
  readonly minSpots?: number | undefined;
  /** Called with a message about spots outside the grid and spots that share a cell. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** One picture per gene. */
export interface GeneRasters {
  /** The genes that have a picture, in the order of the counts. */
  readonly genes: readonly string[];
  /** The Ensembl id, or another permanent id, of every gene that has a picture. Undefined if the data have none. */
  readonly geneIds?: readonly string[] | undefined;
  /** `[genes, height, width, 1]`: rows are y, columns are x, empty cells are 0. In [0, 1] if scaled by the maximum. */
  readonly images: NdArray<Float32Array>;
  /** Genes without a count on the grid. They cannot be scaled and have no picture. */
  readonly allZeroGenes: readonly string[];
  /** Genes with counts on the grid, but at fewer than `minSpots` spots. */
  readonly rareGenes: readonly string[];
  /** `[spots]`: the cell of each spot, row · width + column, or −1 for a spot outside the grid. */
  readonly cells: Int32Array;
  /** Spots outside the grid. Their counts are in no picture. */
  readonly outside: readonly string[];
  /** Groups of spots that share a cell. A cell has the mean of its spots. */
  readonly collisions: readonly (readonly string[])[];
}

/**
 * Draws the counts of every gene as a picture. The cell of a spot is:
 *
 * - on the 2016 array, as in the reference system: column = int(x + 0.5) − 1, row = int(y + 0.5), where int() truncates;
 * - on Visium's hexagons: row = array_row, column = floor(array_col / 2). Columns are even in even rows and odd in odd
 *   rows, so each spot has its own cell, and odd rows are drawn half a cell too far to the left;
 * - with `grid: 'fit'`, and for spots that are not on a known grid: the position `spots.pixels` (for the 2016 array after the whole
 *   transformation), or x and y, scaled uniformly until the tissue just fits, and rounded.
 *
 * A cell has the mean counts of its spots, so that a cell with two spots is not brighter than one with a single spot. `log1pCpm` is
 * log(1 + 10⁶ · c / t), where c is the count and t the total of all genes in the cell, and 0 if c is 0: with one spot
 * per cell, this is the same as scanpy's normalize_total and log1p. Memory: 4 · genes · height · width bytes.
 *
 * Warns about spots outside the grid and spots that share a cell, with their numbers and a size that gives each spot its
 * own cell, if there is one; `outside` and `collisions` name them.
 *
 * @throws unless the size is whole numbers from 1 to 1024; if there are no spots or no genes; if no spot is on the grid; and
 * if the pictures of all genes would have more than 2³¹ values.
 * @category Genes and spots
 */
export function geneRasters(tissue: SpatialCounts, options: GeneRastersOptions = {}): GeneRasters {
  checkCounts('geneRasters', tissue);
  checkRasterOptions(options);
  const { spots, genes, counts } = tissue;
  const {
    grid = 'array',
    values = 'counts',
    scale = 'maximum',
    minSpots = 1,
    onWarning = console.warn,
  } = options;
  if (spots.names.length === 0 || genes.length === 0) {
    throw invalidArgument(
      `geneRasters: expected at least one spot and one gene; got ${spots.names.length} spots and ${genes.length} genes.`,
    );
  }
  const size = sizeOf(options.size) ?? defaultRasterSize(spots, grid);
  const cells = cellsOf(tissue, size, grid);
  const spotsOnGrid = genes.map((_, gene) => countOnGrid(counts, gene, cells));
  const genesWith = (isWanted: (spotCount: number) => boolean) =>
    genes.filter((_, gene) => isWanted(spotsOnGrid[gene] ?? 0));
  const kept = [...spotsOnGrid.entries()].filter(([, count]) => count >= minSpots).map(([gene]) => gene);
  const area = size.height * size.width;
  if (kept.length * area > 2 ** 31) {
    throw invalidArgument(
      `geneRasters: the pictures may have at most 2^31 values; ${kept.length} genes of ${size.height}×${size.width} cells ` +
        'have more; use fewer genes, for example by a larger minSpots.',
    );
  }
  const outside = spots.names.filter((_, spot) => cells[spot] === -1);
  const collisions = sharedCells(spots.names, cells);
  warn({ outside, collisions, size, spots, grid }, onWarning);

  const pixels = genePictures(tissue, { genes: kept, cells, area }, { values, scale });
  const { geneIds } = tissue;
  return {
    genes: genesWith((count) => count >= minSpots),
    ...(geneIds && { geneIds: kept.map((gene) => geneIds[gene] ?? '') }),
    images: ndarray(pixels, [kept.length, size.height, size.width, 1]),
    allZeroGenes: genesWith((count) => count === 0),
    rareGenes: genesWith((count) => count > 0 && count < minSpots),
    cells,
    outside,
    collisions,
  };
}

function checkRasterOptions(options: GeneRastersOptions): void {
  checkOptions('geneRasters', options, {
    size: true,
    grid: true,
    values: true,
    scale: true,
    minSpots: true,
    onWarning: true,
  });
  const { grid = 'array', values = 'counts', scale = 'maximum', minSpots = 1, onWarning } = options;
  checkCount('geneRasters', 'minSpots', minSpots);
  checkOneOf('geneRasters', 'grid', grid, ['array', 'fit']);
  checkOneOf('geneRasters', 'values', values, ['counts', 'log1pCpm']);
  checkOneOf('geneRasters', 'scale', scale, ['maximum', 'none']);
  checkOptionalFunction('geneRasters', 'onWarning', onWarning);
}

function sizeOf(size: GeneRastersOptions['size']): RasterSize | undefined {
  if (size === undefined) return undefined;
  const sides: readonly number[] = Array.isArray(size) ? [...size] : [size, size];
  const [height, width] = sides;
  if (sides.length !== 2 || height === undefined || width === undefined) {
    throw invalidArgument(
      `geneRasters: size must be a number or [height, width]; got [${sides.join(', ')}].`,
    );
  }
  for (const side of sides) checkCount('geneRasters', 'size', side, { max: 1024 });
  return { height, width };
}

function cellsOf({ spots }: SpatialCounts, size: RasterSize, grid: 'array' | 'fit'): Int32Array {
  if (spots.layout === 'none') {
    throw invalidArgument(
      'geneRasters: expected spots with positions; these cells have none; use genes as features instead of pictures.',
    );
  }
  const cells = spotCells(spots, size, grid);
  if (cells.some((cell) => cell !== -1)) return cells;
  throw invalidArgument(
    `geneRasters: at least one spot must be on the grid of ${size.height}×${size.width} cells; all ${cells.length} spots are ` +
      `outside (the first is at x ${spots.x[0]}, y ${spots.y[0]}); use a larger size, or { grid: 'fit' }.`,
  );
}

function countOnGrid({ indptr, spots }: SparseCounts, gene: number, cells: Int32Array): number {
  let count = 0;
  for (let at = indptr[gene]!; at < indptr[gene + 1]!; at++) if (cells[spots[at]!]! >= 0) count++;
  return count;
}

function warn(
  found: Pick<GeneRasters, 'outside' | 'collisions'> & {
    size: RasterSize;
    spots: Spots;
    grid: 'array' | 'fit';
  },
  onWarning: (message: string) => void,
): void {
  const { outside, collisions, size, spots, grid } = found;
  const spotCount = spots.names.length;
  if (outside.length > 0) {
    onWarning(
      `geneRasters: ${outside.length} of ${spotCount} spots (${outside[0]}, …) are outside the grid of ${size.height}×${size.width} cells; their counts are in no picture.`,
    );
  }
  const [group] = collisions;
  if (group) {
    onWarning(
      `geneRasters: ${collisions.flat().length} of ${spotCount} spots share ${collisions.length} ${collisions.length === 1 ? 'cell' : 'cells'} (${group.slice(0, 3).join(' and ')}, …), which ` +
        `${collisions.length === 1 ? 'has' : 'have'} the mean of their counts; ${remedy(spots, grid)}.`,
    );
  }
}

function remedy(spots: Spots, grid: 'array' | 'fit'): string {
  const size = ownCellSize(spots, grid, LARGEST_SUGGESTION);
  if (size !== undefined) return `pass size: ${size} to give each spot its own cell`;
  return grid === 'array' && spots.layout !== 'free'
    ? "select the spots of one slide with selectSpots, or pass grid: 'fit'"
    : `no size up to ${LARGEST_SUGGESTION} gives each spot its own cell`;
}
