import { keyedNormal, keyedRandom } from '@csm/base';
import { randomGamma, randomPoisson } from 'd3-random';
import type { SparseCounts } from '../../spatial/spatial-counts.js';
import type { SyntheticCellsSettings } from './check-synthetic-cells.js';

/** σ of the logarithm of the library size of the cells, and of the dispersion of the genes. */
const LIBRARY_SPREAD = 0.35;
const DISPERSION_SPREAD = 0.5;

/**
 * Draws the counts of all genes. Two passes over the genes, so that only one gene is dense at a time: the first sums the rates of each
 * cell, the second draws.
 * @param logRates returns the logarithm of the rate of one gene in every cell.
 */
export function negativeBinomialGenes(
  { cells, genes, seed, librarySize, dispersion }: SyntheticCellsSettings,
  logRates: (gene: number) => Float64Array,
): SparseCounts {
  const depth = new Float64Array(cells);
  for (let gene = 0; gene < genes; gene++) {
    for (const [cell, rate] of logRates(gene).entries()) depth[cell]! += Math.exp(rate);
  }
  const librarySpread = keyedNormal('cell library', seed);
  for (let cell = 0; cell < cells; cell++) {
    depth[cell] = (librarySize * Math.exp(LIBRARY_SPREAD * librarySpread())) / depth[cell]!;
  }
  const indptr = new Uint32Array(genes + 1);
  const columns: { readonly spots: Uint32Array; readonly values: Float32Array }[] = [];
  for (let gene = 0; gene < genes; gene++) {
    const phi = dispersion * Math.exp(DISPERSION_SPREAD * keyedNormal('gene dispersion', seed, gene)());
    const random = keyedRandom('counts', seed, gene);
    const gamma = randomGamma.source(random)(1 / phi, phi);
    const poisson = randomPoisson.source(random);
    const drawn = logRates(gene).map((rate, cell) => poisson(depth[cell]! * Math.exp(rate) * gamma())());
    const spots = Uint32Array.from(drawn.keys()).filter((cell) => drawn[cell]! > 0);
    columns.push({ spots, values: Float32Array.from(spots, (cell) => drawn[cell]!) });
    indptr[gene + 1] = indptr[gene]! + spots.length;
  }
  const result = {
    indptr,
    spots: new Uint32Array(indptr[genes]!),
    values: new Float32Array(indptr[genes]!),
  };
  for (const [gene, { spots, values }] of columns.entries()) {
    result.spots.set(spots, indptr[gene]!);
    result.values.set(values, indptr[gene]!);
  }
  return result;
}
