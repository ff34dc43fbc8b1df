import {
  checkCount,
  checkList,
  checkOneOf,
  checkOptions,
  checkSeed,
  checkWatchers,
  invalidArgument,
  keyedRandom,
  someNames,
} from '@csm/base';
import { shuffledWith } from '../../sampling/shuffled-with.js';
import { checkCounts } from '../../spatial/check-counts.js';
import { geneHint } from '../../spatial/gene-index.js';
import type { SpatialCounts } from '../../spatial/spatial-counts.js';
import { CELL_VALUES, type CellValues } from '../cell-batches-types.js';
import { valuesOfCounts } from '../values-of-counts.js';

/** Options of {@link geneSetScores}. */
export interface GeneSetScoresOptions {
  /** The number of control genes that are drawn from each bin in which the set has a gene. Default 50. */
  readonly controls?: number | undefined;
  /** The number of bins of genes of like expression, at least 2. Default 25. */
  readonly bins?: number | undefined;
  /** The values that are averaged. Default `'log1pCp10k'`. */
  readonly values?: CellValues | undefined;
  /** The seed of the control genes. Default 0. */
  readonly seed?: number | undefined;
  /** Called with a message about genes of the set that the counts lack. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Scores each cell for a gene set: the mean value of the genes of the set minus the mean value of control genes of like expression, as
 * scanpy's `score_genes` on values from `normalize_total(target_sum=1e4)` and `log1p`.
 *
 * All genes are ranked by their mean value over the cells (ties share the lowest rank) and divided into bins of
 * round(genes / (bins − 1)) ranks. From each bin that has a gene of the set, up to `controls` genes that are not in the set are drawn
 * without replacement; a bin with fewer gives all it has. scanpy draws other control genes for a seed.
 *
 * With {@link topBottomGroup} a score becomes a concept; with `regressionDirection` of `@csm/core/statistics`, a direction.
 *
 * Sources: Tirosh et al. 2016 (doi 10.1126/science.aad0501); Satija et al. 2015 (doi 10.1038/nbt.3192).
 *
 * @param genes the names of the genes of the set. Genes that the counts lack are left out, with a warning.
 * @returns `[cells]`. The caller owns the array.
 * @throws if the counts have none of the genes, or no gene is left as a control.
 *
 * @example
 * const hypoxia = geneSetScores(counts, sets.find(({ name }) => name === 'HALLMARK_HYPOXIA').genes);
 * @category Groups of cells
 */
export function geneSetScores(
  counts: SpatialCounts,
  genes: readonly string[],
  options: GeneSetScoresOptions = {},
): Float64Array {
  const caller = 'geneSetScores';
  checkOptions<GeneSetScoresOptions>(caller, options, {
    controls: true,
    bins: true,
    values: true,
    seed: true,
    onWarning: true,
  });
  checkWatchers(caller, options);
  const { controls = 50, bins = 25, values = 'log1pCp10k', seed = 0, onWarning = console.warn } = options;
  checkCount(caller, 'controls', controls);
  checkCount(caller, 'bins', bins, { min: 2 });
  checkOneOf(caller, 'values', values, CELL_VALUES);
  checkSeed(caller, seed);
  checkCounts(caller, counts);
  checkList(caller, 'genes', genes);
  const members = membersOf(caller, counts, genes, onWarning);
  const valuesOf = valuesOfCounts(caller, counts, values);
  const means = Float64Array.from(
    counts.genes,
    (_, gene) => sumOf(valuesOf(gene)) / counts.spots.names.length,
  );
  const chosen = controlGenes(means, members, { controls, bins, random: keyedRandom('control genes', seed) });
  if (chosen.length === 0) {
    throw invalidArgument(
      `${caller}: expected genes of like expression outside the set; all genes in its bins are in the set; pass fewer bins or more genes.`,
    );
  }
  const scores = new Float64Array(counts.spots.names.length);
  addMean(members, 1);
  addMean(chosen, -1);
  return scores;

  function addMean(list: readonly number[], sign: number): void {
    for (const gene of list) {
      const start = counts.counts.indptr[gene]!;
      for (const [at, value] of valuesOf(gene).entries()) {
        scores[counts.counts.spots[start + at]!]! += (sign * value) / list.length;
      }
    }
  }
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

/** The indices of the genes of the set that the counts have. */
function membersOf(
  caller: string,
  counts: SpatialCounts,
  genes: readonly string[],
  onWarning: (message: string) => void,
): number[] {
  const indices = new Map(counts.genes.map((gene, index) => [gene, index]));
  const wanted = [...new Set(genes)];
  const missing = wanted.filter((gene) => !indices.has(gene));
  if (missing.length === wanted.length) {
    const hint = missing[0] === undefined ? 'got no genes' : geneHint(counts, String(missing[0]));
    throw invalidArgument(
      `${caller}: expected genes of the counts; none of the ${wanted.length} genes is among the ${counts.genes.length}; ${hint}.`,
    );
  }
  if (missing.length > 0) {
    onWarning(
      `${caller}: expected genes of the counts; ${missing.length} of ${wanted.length} are missing and left out: ` +
        `${someNames('gene', missing)}; check whether both use the same names.`,
    );
  }
  return wanted.flatMap((gene) => indices.get(gene) ?? []);
}

/** Genes outside the set, from the bins of mean expression in which the set has genes. */
function controlGenes(
  means: Float64Array,
  members: readonly number[],
  { controls, bins, random }: { controls: number; bins: number; random: () => number },
): number[] {
  const width = Math.max(1, roundHalfEven(means.length / (bins - 1)));
  const binOf = lowestRanks(means).map((rank) => Math.floor(rank / width));
  const isMember = new Set(members);
  const outside = new Map<number, number[]>();
  for (const [gene, bin] of binOf.entries()) {
    if (isMember.has(gene)) continue;
    const found = outside.get(bin);
    if (found) found.push(gene);
    else outside.set(bin, [gene]);
  }
  const wanted = [...new Set(members.map((gene) => binOf[gene]!))].sort((a, b) => a - b);
  return wanted.flatMap((bin) => shuffledWith(outside.get(bin) ?? [], random).slice(0, controls));
}

/** As numpy rounds. */
const roundHalfEven = (value: number) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

/** Ranks from 1; ties share the lowest, as in pandas' `rank(method='min')`. */
function lowestRanks(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  const first = new Map<number, number>();
  for (const [index, value] of sorted.entries()) if (!first.has(value)) first.set(value, index + 1);
  return values.map((value) => first.get(value)!);
}
