import {
  checkBatchSize,
  checkBoolean,
  checkCount,
  checkList,
  checkOneOf,
  checkOptions,
  checkPositive,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  typeName,
  warnOnce,
} from '@csm/base';
import type { ConceptVector, Encoder, Explainer, Run } from '@csm/core';
import { checkEncoder, checkExplainer, checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { checkConcept } from '../concepts/check-concept.js';
import { attributeAll, type PlannedConcept } from './cells/attribute-all.js';
import { summaryOf } from './cells/attribution-sums.js';
import { cellCount } from './cells/cell-parts.js';
import { donorsOf } from './cells/donors.js';
import { rankedCells } from './cells/ranked-cells.js';
import type { RankingCheckpointStore } from './checkpoint/ranking-checkpoint.js';
import { rankingSettings } from './checkpoint/ranking-settings.js';
import type { GeneRanking } from './gene-ranking.js';
import { exchangesOf } from './nulls/exchanges-of.js';
import { nullsOf } from './nulls/nulls-of.js';
import { warnOfUnfitConcept, warnOfUnknownGroups } from './nulls/warnings.js';
import {
  type CellStream,
  RANK_GENES_MANY_OPTIONS,
  type RankedConcept,
  type RankGenesManyOptions,
  type RankGenesOptions,
} from './rank-genes-types.js';

/**
 * Ranks genes by how much they carry a concept in the latent of an encoder: attributes the concept score to the genes of each cell,
 * and averages over the cells, with standard errors and two nulls.
 *
 * **Attribution** of gene g: the mean over the cells of the map of `explainer`, signed, in units of the score. Its standard errors
 * take the concept vector as given; `donorStandardError` is the one to report if cells come from several donors, because cells
 * of one donor resemble each other: √(D / (D − 1) Σ (n_d / n)² (m_d − m)²) over the D donors with n_d cells and mean m_d.
 *
 * **p and q: is it more than chance that this gene counts?** The labels of the `examples` are permuted, which gives concepts that
 * mean nothing, and the genes are ranked again for each of them. For a method that is linear in the concept, the attribution of a difference
 * of means d to gene g is d · a_g, with a_g the mean attributions of the latent dimensions: the difference between the two
 * sides' means along a_g. The statistic is Welch's t of this difference as a normal deviate, because with unequal spreads a permuted
 * mean is not comparable with the given one. p compares a gene with itself; q compares it with all genes (see below). The null
 * hypothesis is that the labels have nothing to do with the latents, so it is easily rejected: if two cell types differ clearly,
 * the encoder reads almost every gene a little, and almost every gene has the smallest p. Then rank by attribution, and
 * look at the specificity. What p does not say: that the gene matters more than others, or that it causes anything.
 *
 * - Cells of one donor resemble each other, and batches differ: give donors as the groups of the examples, and batches as their strata. In a
 *   simulation of 8 donors with random labels, 68 % of the genes had p ≤ 0.05 with cells as units (pseudoreplication), and 2.5 % with
 *   donors as groups. A donor whose cells have one label is permuted as a whole; see the option `unit` for donors with both labels.
 * - Examples with a number each, such as an age or the score of a gene set, have p and q of the regression direction: numbers are exchanged
 *   within strata, those of a donor of one number as a whole, and the statistic is the studentised correlation of the number with what the regression reads
 *   of the gene. If the numbers of a donor's cells differ, they are exchanged within the donor, or, with unit 'donor', donors change the
 *   sign of their covariance.
 * - q takes the permuted statistics of all genes, with the given labelling counted as one of them: it is never below 1 / (B + 1), where B is the
 *   number of permutations, and is valid although genes are correlated, because whole labellings are compared. Pooling assumes that
 *   the statistics of genes have the same null distribution, which studentising provides for.
 * - The test is exact if the cells that are explained were not chosen by the labels. If they are the positives themselves, a_g depends on the
 *   labels too, though hardly its direction.
 *
 * **Specificity: does the gene belong to this concept more than to others?** Some genes, such as highly expressed ones, count for every
 * direction of the latent. z compares the attribution with those of random concepts that vary as the latents do, have the concept's length, and are
 * orthogonal to it. Its p-value is uniform for a gene and a concept that have nothing to do with each other. In a latent of 10 dimensions
 * only genes that the encoder reads nearly along the concept alone can have a small q: use z for ranking. The labels play no part
 * in it, so a specific gene may be noise if q is large.
 *
 * Cost: one map per cell and concept (at most as many as there are latent dimensions, for linear methods), and one map per latent dimension for
 * `nullCells` cells. Permuted and random concepts cost no passes. For other methods, each permuted and random concept costs a
 * map for each of the `nullCells` cells. One batch is in memory at a time, with the sampled cells.
 *
 * With `checkpoints`, a ranking that was stopped resumes when it is called again with the same cells, encoder, method and concepts, and gives the
 * same numbers on the same backend. The cells before the checkpoint are read, but not explained; the nulls are
 * computed again. A checkpoint of another ranking is rejected: the cells are compared by a hash, encoder and method by the
 * attributions of the first cells.
 *
 * Sources: Welch 1947 and Janssen 1997 (doi 10.1016/S0167-7152(97)00043-6) for studentised permutations; Winkler et al. 2015
 * (doi 10.1016/j.neuroimage.2015.05.092) for groups and strata; DiCiccio &
 * Romano 2017 (doi 10.1080/01621459.2016.1202117) for numbers; Phipson & Smyth 2010 (arXiv 1603.05766) for p; Tusher, Tibshirani &
 * Chu 2001 (doi 10.1073/pnas.091062498), Storey & Tibshirani 2003 (doi 10.1073/pnas.1530509100) and Benjamini & Hochberg 1995 for q;
 * Squair et al. 2021 (doi 10.1038/s41467-021-25960-2) for donors.
 *
 * @param inputs `[n, genes]`, or dense batches, such as those of `cellBatches` of `@csm/datasets`; borrowed. One cell is enough for a
 *   ranking of that cell, without standard errors.
 * @param concept usually `meanDifference` of the examples' latents, or `regressionDirection`. p and q are those of this direction; a warning says if
 *   the concept is another direction.
 * @param explainer the attribution method, such as `gradient()` or `integratedGradients()`.
 * @throws if the inputs do not fit the encoder or are not finite, the encoder's inputs are not vectors, examples, donors or cells do not fit, a checkpoint is of another ranking, or an option is unknown or
 * out of range; the signal's reason after an abort.
 *
 * @example
 * const concept = meanDifference('B cells', positives, negatives);
 * const ranking = await rankGenes(encoder, counts, concept, gradient(), { genes, examples: { positives, negatives } });
 * @category Gene rankings
 */
export async function rankGenes(
  encoder: Encoder,
  inputs: NdArray | CellStream,
  concept: ConceptVector,
  explainer: Explainer,
  options: RankGenesOptions = {},
): Promise<GeneRanking> {
  checkOptions<RankGenesOptions>('rankGenes', options, {
    ...RANK_GENES_MANY_OPTIONS,
    examples: true as never,
    cells: true,
  });
  const { examples, cells, ...others } = options;
  const [ranking] = await rank(
    'rankGenes',
    encoder,
    inputs,
    [{ concept, examples, cells }],
    explainer,
    others,
  );
  return ranking as GeneRanking;
}

/**
 * Ranks genes for several concepts in one pass over the cells; see {@link rankGenes}. Each concept has its own examples, and its own cells
 * if it wants: all clusters of a data set need one pass.
 *
 * @returns one ranking per concept.
 * @throws as {@link rankGenes}.
 * @category Gene rankings
 */
export async function rankGenesMany(
  encoder: Encoder,
  inputs: NdArray | CellStream,
  concepts: readonly RankedConcept[],
  explainer: Explainer,
  options: RankGenesManyOptions = {},
): Promise<GeneRanking[]> {
  checkOptions<RankGenesManyOptions>('rankGenesMany', options, RANK_GENES_MANY_OPTIONS);
  checkList('rankGenesMany', 'concepts', concepts);
  if (concepts.length === 0) throw invalidArgument('rankGenesMany: expected at least one concept; got none.');
  for (const concept of concepts) {
    checkOptions<RankedConcept>('rankGenesMany', concept, {
      concept: true as never,
      examples: true as never,
      cells: true,
    });
  }
  return rank('rankGenesMany', encoder, inputs, concepts, explainer, options);
}

async function rank(
  caller: string,
  encoder: Encoder,
  inputs: NdArray | CellStream,
  concepts: readonly RankedConcept[],
  explainer: Explainer,
  options: RankGenesManyOptions,
): Promise<GeneRanking[]> {
  checkWatchers(caller, options);
  checkEncoder(caller, encoder);
  checkExplainer(caller, explainer);
  const isLinear = explainer.linear === true;
  const { permutations = isLinear ? 999 : 50, random = 20, nullCells = isLinear ? 1000 : 200 } = options;
  const { unit = 'cell', keepPermuted = false, batchSize = 128, seed = 0, signal, onProgress } = options;
  const { onWarning = console.warn, checkpoints, checkpointSeconds = 60 } = options;
  checkCount(caller, 'permutations', permutations, { min: 2 });
  checkCount(caller, 'random', random, { min: 2 });
  checkCount(caller, 'nullCells', nullCells);
  checkOneOf(caller, 'unit', unit, ['cell', 'donor']);
  checkBoolean(caller, 'keepPermuted', keepPermuted);
  checkBatchSize(caller, batchSize);
  checkSeed(caller, seed);
  if (checkpoints !== undefined) checkStore(caller, checkpoints);
  checkPositive(caller, 'checkpointSeconds', checkpointSeconds, { orZero: true });
  const [size = 0] = encoder.inputShape;
  if (encoder.inputShape.length !== 1) {
    throw invalidArgument(
      `${caller}: expected an encoder of cells × genes, whose inputs have shape [genes]; got inputs of shape [${encoder.inputShape}].`,
    );
  }
  const count = cellCount(caller, inputs, size);
  const genes = namesOf(caller, options.genes ?? streamGenes(inputs), size);
  const donors = donorsOf(caller, options.donors, count, concepts.length * size);
  const pauseOnly = { signal, pause: eventLoopYielder() };
  const design = { unit, permutations, seed, pause: () => checkpoint(pauseOnly) };
  const planned: PlannedConcept[] = [];
  for (const { concept, examples, cells } of concepts) {
    checkConcept(caller, concept);
    if (concept.vector.length !== encoder.latentSize) {
      throw invalidArgument(
        `${caller}: concept "${concept.name}" has ${concept.vector.length} components; the encoder's latent size is ${encoder.latentSize}.`,
      );
    }
    const exchanges = examples && (await exchangesOf(caller, examples, encoder.latentSize, design));
    if (exchanges) warnOfUnfitConcept(caller, concept, exchanges, onWarning);
    if (examples && donors) warnOfUnknownGroups(caller, concept, examples, onWarning);
    planned.push({ concept, exchanges, cells: rankedCells(caller, cells, count, nullCells, seed) });
  }
  const run: Run = { signal, pause: eventLoopYielder(), onWarning: warnOnce(onWarning), samples: count };
  const pause = () => checkpoint(run);
  const cellExplainer = { caller, encoder, explainer, run };
  const settings = { random, seed, keepPermuted, batchSize, pause };
  const nullWork = planned.reduce((sum, { cells }) => sum + cells.sample.length, 0);
  let done = 0;
  const advance = (cells: number) => {
    done += cells;
    onProgress?.({ done: Math.min(done, count + nullWork), total: count + nullWork });
  };
  const method = explainer.description ?? explainer.name;
  const checkpointing = checkpoints && {
    store: checkpoints,
    seconds: checkpointSeconds,
    settings: rankingSettings(planned, { count, genes, method, donors }),
  };
  const { sums, rows } = await attributeAll(cellExplainer, inputs, planned, {
    count,
    batchSize,
    donors,
    checkpointing,
    advance,
  });
  // What is doubtful about the method was said in the pass over all cells.
  const quiet = { ...cellExplainer, run: { ...run, onWarning: () => {} } };
  const nulls = await nullsOf(quiet, planned, rows, settings, advance);
  return planned.map(({ concept }, k) => ({
    concept: concept.name,
    method,
    genes,
    ...summaryOf(sums[k]!),
    ...nulls[k],
  }));
}

function checkStore(caller: string, store: Partial<RankingCheckpointStore> | null): void {
  if (typeof store?.load === 'function' && typeof store.save === 'function') return;
  throw invalidArgument(
    `${caller}: checkpoints must be an object with functions load and save, such as rankingCheckpoint(file); got ${typeName(store)}.`,
  );
}

function streamGenes(inputs: NdArray | CellStream): readonly string[] | undefined {
  return (inputs as Partial<CellStream>).genes;
}

function namesOf(caller: string, genes: readonly string[] | undefined, size: number): readonly string[] {
  if (genes === undefined) return Array.from({ length: size }, (_, g) => `gene ${g + 1}`);
  checkList(caller, 'genes', genes);
  if (genes.length !== size) {
    throw invalidArgument(
      `${caller}: genes must have one name for each of the encoder's ${size} inputs; got ${genes.length}.`,
    );
  }
  return genes;
}
