import { checkCounts } from './check-counts.js';
import { unknownGene } from './gene-index.js';
import type { SpatialCounts } from './spatial-counts.js';

/**
 * The counts of one gene at every spot, [spots]. The caller owns the array.
 * @throws if the gene is unknown, with the genes of the most similar names.
 * @category Genes and spots
 */
export function geneCounts(tissue: SpatialCounts, gene: string): Float32Array {
  checkCounts('geneCounts', tissue);
  const { spots, genes, counts } = tissue;
  const index = genes.indexOf(gene);
  if (index < 0) throw unknownGene('geneCounts', tissue, gene);
  const dense = new Float32Array(spots.names.length);
  for (let at = counts.indptr[index]!; at < counts.indptr[index + 1]!; at++) {
    dense[counts.spots[at]!] = counts.values[at]!;
  }
  return dense;
}

/**
 * The sum over spots for every gene, [genes].
 *
 * @category Genes and spots
 */
export function geneTotals(tissue: SpatialCounts): Float64Array {
  checkCounts('geneTotals', tissue);
  const { indptr, values } = tissue.counts;
  return Float64Array.from(tissue.genes, (_, gene) => {
    let sum = 0;
    for (let at = indptr[gene] ?? 0; at < (indptr[gene + 1] ?? 0); at++) sum += values[at] ?? 0;
    return sum;
  });
}

/**
 * The sum over genes for every spot (its library size), [spots].
 *
 * @category Genes and spots
 */
export function spotTotals(tissue: SpatialCounts): Float64Array {
  checkCounts('spotTotals', tissue);
  const { spots, counts } = tissue;
  const totals = new Float64Array(spots.names.length);
  counts.spots.forEach((spot, at) => {
    totals[spot] = (totals[spot] ?? 0) + (counts.values[at] ?? 0);
  });
  return totals;
}
