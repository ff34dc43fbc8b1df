import ndarray, { type NdArray } from 'ndarray';
import { requireInteger } from './check-options.js';
import { requireCounts, type SparseCounts, type SpatialCounts } from './spatial-counts.js';

/** Options of {@link geneRasters}. */
export interface GeneRastersOptions {
  /** Width and height of a raster in cells, 32 by default, at most 1024. */
  readonly size?: number;
}

/** One picture a gene. */
export interface GeneRasters {
  /** The genes that have a picture, in the order of the counts. */
  readonly genes: readonly string[];
  /** [genes, size, size, 1] in [0, 1]: rows are y, columns are x, empty cells 0, the largest of each gene 1. */
  readonly images: NdArray<Float32Array>;
  /** Genes without a count on the grid: they cannot be scaled and have no picture. */
  readonly allZeroGenes: readonly string[];
  /** The cell of each spot, row · size + column, or −1 where it falls off the grid. [spots] */
  readonly cells: Int32Array;
  /** Spots that fall off the grid: their counts are in no picture. */
  readonly outside: readonly string[];
  /** Groups of spots that share a cell: their counts are added up. */
  readonly collisions: readonly (readonly string[])[];
}

/**
 * Lays the counts of every gene out on a square grid, as the reference system does for the 2016 spatial
 * transcriptomics array: column = int(x + 0.5) − 1, row = int(y + 0.5) with int() the whole part; each picture is
 * divided by its own maximum. Memory: 4 · genes · size² bytes.
 *
 * Throws on a size that is not an integer from 1 to 1024, on counts without a spot or a gene, where no spot falls on
 * the grid, and where the pictures of all genes would pass 2³¹ values.
 */
export function geneRasters(tissue: SpatialCounts, options: GeneRastersOptions = {}): GeneRasters {
  requireCounts('geneRasters', tissue);
  const { spots, genes, counts } = tissue;
  const { size = 32 } = options;
  requireInteger('geneRasters', 'size', size, 1, 1024);
  if (spots.names.length === 0 || genes.length === 0) {
    throw new Error(
      `geneRasters: expected counts; got ${spots.names.length} spots and ${genes.length} genes`,
    );
  }
  const area = size * size;
  if (genes.length * area > 2 ** 31) {
    throw new Error(
      `geneRasters: ${genes.length} genes of ${size}x${size} pass 2^31 values; take fewer genes`,
    );
  }
  const cells = Int32Array.from(spots.names, (_, spot) => cellOf(spots.x[spot]!, spots.y[spot]!, size));
  if (cells.every((cell) => cell === -1)) {
    throw new Error(
      `geneRasters: none of the ${cells.length} spots falls on the grid of ${size}x${size} cells ` +
        `(the first is at x ${spots.x[0]}, y ${spots.y[0]}); take a larger size, or scale x and y to columns and rows`,
    );
  }
  const kept = [...genes.keys()].filter((gene) => anyOnGrid(counts, gene, cells));
  const pixels = new Float32Array(kept.length * area);
  for (const [image, gene] of kept.entries()) {
    draw(counts, gene, cells, pixels.subarray(image * area, (image + 1) * area));
  }
  const pictured = new Set(kept);
  return {
    genes: kept.map((gene) => genes[gene]!),
    images: ndarray(pixels, [kept.length, size, size, 1]),
    allZeroGenes: genes.filter((_, gene) => !pictured.has(gene)),
    cells,
    outside: spots.names.filter((_, spot) => cells[spot] === -1),
    collisions: sharedCells(spots.names, cells),
  };
}

function cellOf(x: number, y: number, size: number): number {
  const column = Math.trunc(x + 0.5) - 1;
  const row = Math.trunc(y + 0.5);
  const onGrid = column >= 0 && column < size && row >= 0 && row < size;
  return onGrid ? row * size + column : -1;
}

function anyOnGrid({ indptr, spots }: SparseCounts, gene: number, cells: Int32Array): boolean {
  return spots.subarray(indptr[gene], indptr[gene + 1]).some((spot) => cells[spot]! >= 0);
}

/** Adds a gene's counts to an empty picture and divides it by its maximum. */
function draw(
  { indptr, spots, values }: SparseCounts,
  gene: number,
  cells: Int32Array,
  picture: Float32Array,
): void {
  let largest = 0;
  for (let entry = indptr[gene]!; entry < indptr[gene + 1]!; entry++) {
    const cell = cells[spots[entry]!]!;
    if (cell < 0) continue;
    picture[cell]! += values[entry]!;
    largest = Math.max(largest, picture[cell]!);
  }
  for (let cell = 0; cell < picture.length; cell++) picture[cell]! /= largest;
}

function sharedCells(names: readonly string[], cells: Int32Array): string[][] {
  const byCell = new Map<number, string[]>();
  for (const [spot, name] of names.entries()) {
    const cell = cells[spot]!;
    if (cell >= 0) byCell.set(cell, [...(byCell.get(cell) ?? []), name]);
  }
  return [...byCell.values()].filter((group) => group.length > 1);
}
