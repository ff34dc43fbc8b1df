import { rows } from '@csm/base';
import { spotTotals } from './gene-counts.js';
import type { SparseCounts, SpatialCounts } from './spatial-counts.js';

/** The options of `geneRasters` on which the values of a picture depend. */
export interface PictureValues {
  readonly values: 'counts' | 'log1pCpm';
  readonly scale: 'maximum' | 'none';
}

/** Draws the counts of some genes, given by index: [genes, area]. `cells` has the cell of each spot, or −1. */
export function genePictures(
  tissue: SpatialCounts,
  {
    genes,
    cells,
    area,
  }: { readonly genes: readonly number[]; readonly cells: Int32Array; readonly area: number },
  { values, scale }: PictureValues,
): Float32Array {
  const pixels = new Float32Array(genes.length * area);
  const totals = values === 'log1pCpm' ? cellTotals(tissue, cells, area) : undefined;
  const shared = [...spotsOfCells(cells, area).entries()].filter(([, spots]) => spots > 1);
  const pictures = rows(pixels, area);
  for (const gene of genes) {
    const { value: picture } = pictures.next();
    if (!picture) break;
    addCounts(tissue.counts, gene, cells, picture);
    // The share of a gene in the counts of a cell is the same for sums and for means.
    if (totals) toLog1pCpm(picture, totals);
    else for (const [cell, spots] of shared) picture[cell] = (picture[cell] ?? 0) / spots;
    if (scale === 'maximum') divideByMaximum(picture);
  }
  return pixels;
}

/** The number of spots in each cell. */
function spotsOfCells(cells: Int32Array, area: number): Uint32Array {
  const counts = new Uint32Array(area);
  for (const cell of cells) if (cell >= 0) counts[cell] = (counts[cell] ?? 0) + 1;
  return counts;
}

/** The sum of all counts in each cell. */
function cellTotals(tissue: SpatialCounts, cells: Int32Array, area: number): Float64Array {
  const totals = new Float64Array(area);
  for (const [spot, total] of spotTotals(tissue).entries()) {
    const cell = cells[spot] ?? -1;
    if (cell >= 0) totals[cell] = (totals[cell] ?? 0) + total;
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
  for (const [cell, total] of totals.entries()) {
    const count = picture[cell] ?? 0;
    if (count > 0) picture[cell] = Math.log1p((1e6 * count) / total);
  }
}

function divideByMaximum(picture: Float32Array): void {
  let largest = 0;
  for (const value of picture) largest = Math.max(largest, value);
  for (let cell = 0; cell < picture.length; cell++) picture[cell] = (picture[cell] ?? 0) / largest;
}
