import {
  benjaminiHochberg,
  checkCount,
  checkList,
  checkOptions,
  checkSignal,
  erfc,
  eventLoopYielder,
  invalidArgument,
  ranks,
  rows,
  standardDeviation,
  typeName,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import type { GeneRanking } from './gene-ranking.js';

/** Genes with a common name, such as a pathway: what `readGeneSets` of `@csm/datasets` reads from a `.gmt` file. */
export interface NamedGenes {
  readonly name: string;
  readonly genes: readonly string[];
}

/** Options of {@link geneSetEnrichment}. */
export interface GeneSetEnrichmentOptions {
  /** Sets with fewer genes in the ranking are left out. Default 5. */
  readonly minimum?: number | undefined;
  /** Sets with more genes in the ranking are left out. Default 500. */
  readonly maximum?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where the genes of a set stand in a ranking. */
export interface GeneSetResult {
  readonly name: string;
  /** The genes of the set that the ranking has. */
  readonly size: number;
  /** The probability that a gene of the set has a larger attribution than one outside it: 1 at the top, 0 at the bottom, ties count half. */
  readonly auc: number;
  /** The mean attribution of the set minus that of the other genes, in standard errors that allow for correlated genes. NaN if all attributions are equal. */
  readonly z: number;
  /** Two-sided: the larger of the p of z and that of the permuted labels, so at least 2 / (1 + permutations). */
  readonly p: number;
  /** p adjusted for the false discovery rate over the sets: `benjaminiHochberg`. */
  readonly q: number;
}

/**
 * Gene-set enrichment of a ranking: do the genes of a set stand at the top or at the bottom? `auc` says how far: the area under the ROC
 * curve of the signed attribution, that is, Mann & Whitney's U divided by the number of pairs. p tests d, the mean attribution of the set minus
 * that of the other genes. It is the larger of two p-values, so it is small only if both are:
 *
 * - **Do the sides of the concept differ along d?** (self-contained) d is compared with those of the rankings under permuted labels: twice the smaller of
 *   the shares of rankings with at least as high or as low a d, the given one included.
 * - **Do the genes of the set stand out among the others?** (competitive) z = d / √(s² ((1 + (m − 1) ρ) / m + 1 / (n − m))), compared with the normal
 *   distribution: m of n genes are in the set, s² is the variance of all attributions, and ρ ≥ 0 is the mean correlation of two
 *   genes of the set over the permuted labels. This is the test of Wu & Smyth 2012.
 *
 * **Why both.** If the concept is real, the first alone calls most random sets significant, because the encoder reads nearly every gene a little along the
 * concept (in our simulation more than half; both together at most 5 %). The second alone takes no account of whether the concept is
 * more than chance; the first does, and holds for any correlation of genes. Comparing the area itself with those under permuted labels is another choice,
 * but ranks ignore how far apart the sides are: where the concept lies along the main axis of the latents, most random labels give as extreme an area.
 *
 * **What it misses.** Genes that the encoder reads by one direction count as hardly more than one gene: a large p is no evidence against a set with a high
 * `auc`, and such a set with more than a fifth of all genes cannot be significant.
 *
 * **Why labels are permuted, not genes.** Tools that draw random genes, or use the normal approximation of the rank sum, take the genes of a set as
 * independent. They are not: ribosomal genes rise and fall together, and an encoder reads them by the same latent dimensions, so for *every*
 * direction of the latent they stand together at one end. In our simulation of random labels, such a test calls most correlated
 * sets significant; this one at most 5 % (`gene-set-enrichment.test.ts`). See Efron & Tibshirani 2007, and Goeman & Bühlmann 2007.
 *
 * If cells come from donors, give them as groups of the examples: the permuted rankings take over the design of `rankGenes`. Under permuted labels with another
 * spread of the two sides the directions of concepts differ a little from those under the given labels; p is approximate then.
 *
 * Sources: Efron & Tibshirani 2007 (doi 10.1214/07-AOAS101) for permuting labels with a statistic that compares genes; Goeman & Bühlmann 2007
 * (doi 10.1093/bioinformatics/btm051) for the two hypotheses, and what goes wrong with permuted genes; Wu & Smyth 2012 (doi
 * 10.1093/nar/gks461) for the competitive test of correlated genes; Subramanian et al. 2005 (doi 10.1073/pnas.0506580102) for
 * gene-set enrichment.
 *
 * @param ranking a ranking of `rankGenes` with `examples` and `keepPermuted: true`.
 * @param sets names are compared as they are, upper and lower case included; a gene twice in a set counts once.
 * @returns the sets of the right size, by ascending p, and among equal p the more extreme first.
 * @throws if the ranking has no permuted attributions, a set is not a name with genes, no set has enough genes in the ranking, or an option is
 * unknown or out of range.
 *
 * @example
 * const ranking = await rankGenes(encoder, counts, concept, gradient(), { genes, examples, keepPermuted: true });
 * const found = await geneSetEnrichment(ranking, await readGeneSets('hallmark.gmt'));
 * @category Gene rankings
 */
export async function geneSetEnrichment(
  ranking: GeneRanking,
  sets: readonly NamedGenes[],
  options: GeneSetEnrichmentOptions = {},
): Promise<GeneSetResult[]> {
  const caller = 'geneSetEnrichment';
  checkOptions<GeneSetEnrichmentOptions>(caller, options, {
    minimum: true,
    maximum: true,
    signal: true as never,
  });
  const { minimum = 5, maximum = 500, signal } = options;
  checkSignal(caller, signal);
  checkCount(caller, 'minimum', minimum);
  checkCount(caller, 'maximum', maximum, { min: minimum });
  const { genes, attribution, permuted } = ranking ?? {};
  if (!(attribution instanceof Float64Array) || !Array.isArray(genes)) {
    throw invalidArgument(`${caller}: expected a ranking of rankGenes; got ${typeName(ranking)}.`);
  }
  if (permuted === undefined) {
    throw invalidArgument(
      `${caller}: the ranking has no permuted attributions; call rankGenes with examples and keepPermuted: true.`,
    );
  }
  const members = membersOf(caller, genes, sets, minimum, maximum);
  const run = { signal, pause: eventLoopYielder() };
  const aucs = areas(attribution, members);
  const scales = standardDeviations(permuted);
  const others = members.map(() => ({ differences: [] as number[], sums: [] as number[] }));
  for (const row of rows(permuted)) {
    await checkpoint(run);
    const total = sumOf(row);
    for (const [s, { indices }] of members.entries()) {
      others[s]?.differences.push(meanDifference(row, indices, total));
      others[s]?.sums.push(indices.reduce((sum, g) => sum + (scales[g]! > 0 ? row[g]! / scales[g]! : 0), 0));
    }
  }
  const [count, total, spread] = [genes.length, sumOf(attribution), standardDeviation(attribution)];
  const tests = members.map(({ name, indices }, s) => {
    const { differences = [], sums = [] } = others[s] ?? {};
    const size = indices.length;
    const difference = meanDifference(attribution, indices, total);
    const [high, low] = [
      differences.filter((one) => one >= difference).length,
      differences.filter((one) => one <= difference).length,
    ];
    const selfContained = Math.min(1, (2 * (1 + Math.min(high, low))) / (1 + differences.length));
    // The variance of a sum of numbers of variance 1 is m + m (m − 1) ρ.
    const inflation = Math.max(1, standardDeviation(sums) ** 2 / size);
    const z = difference / (spread * Math.sqrt(inflation / size + 1 / (count - size)));
    const p = Math.max(selfContained, Number.isNaN(z) ? 1 : erfc(Math.abs(z) / Math.SQRT2));
    return { name, size, auc: aucs[s] ?? Number.NaN, z, p };
  });
  const q = benjaminiHochberg(tests.map(({ p }) => p));
  return tests
    .map((test, s): GeneSetResult => ({ ...test, q: q[s] ?? Number.NaN }))
    .sort((a, b) => a.p - b.p || Math.abs(b.z) - Math.abs(a.z) || 0);
}

interface Members {
  readonly name: string;
  /** Positions of the set's genes in the ranking. */
  readonly indices: readonly number[];
}

function membersOf(
  caller: string,
  genes: readonly string[],
  sets: readonly NamedGenes[],
  minimum: number,
  maximum: number,
): Members[] {
  checkList(caller, 'sets', sets);
  const positions = new Map<string, number[]>();
  for (const [g, gene] of genes.entries()) positions.set(gene, [...(positions.get(gene) ?? []), g]);
  const all = sets.map((set): Members => {
    if (typeof set?.name !== 'string' || !Array.isArray(set.genes)) {
      throw invalidArgument(`${caller}: expected sets { name, genes }; got ${typeName(set)}.`);
    }
    return { name: set.name, indices: [...new Set(set.genes)].flatMap((gene) => positions.get(gene) ?? []) };
  });
  // A set with all genes has no gene to compare with.
  const fits = all.filter(
    ({ indices: { length } }) => length >= minimum && length <= maximum && length < genes.length,
  );
  if (fits.length > 0) return fits;
  const most = all.reduce((largest, { indices }) => Math.max(largest, indices.length), 0);
  throw invalidArgument(
    `${caller}: expected a set with ${minimum} to ${maximum} genes of the ranking; of ${sets.length} sets, the largest has ${most}; ` +
      'use the same kind of gene names in both, or change minimum and maximum.',
  );
}

/** The standard deviation of each gene over the permuted labels. */
function standardDeviations(permuted: NdArray<Float32Array>): Float64Array {
  const [count = 0, genes = 0] = permuted.shape;
  const [means, squares] = [new Float64Array(genes), new Float64Array(genes)];
  for (const row of rows(permuted)) for (let g = 0; g < genes; g++) means[g]! += row[g]! / count;
  for (const row of rows(permuted)) for (let g = 0; g < genes; g++) squares[g]! += (row[g]! - means[g]!) ** 2;
  return squares.map((square) => Math.sqrt(square / (count - 1)));
}

const sumOf = (values: Float64Array | Float32Array) => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
};

/** The mean of some genes minus that of the others. */
function meanDifference(
  attribution: Float64Array | Float32Array,
  indices: readonly number[],
  total: number,
): number {
  let sum = 0;
  for (const g of indices) sum += attribution[g]!;
  return sum / indices.length - (total - sum) / (attribution.length - indices.length);
}

/** The area under the ROC curve of each set. */
function areas(attribution: Float64Array, sets: readonly Members[]): number[] {
  const rankOf = ranks(attribution);
  return sets.map(({ indices }) => {
    let sum = 0;
    for (const g of indices) sum += rankOf[g]!;
    const size = indices.length;
    return (sum - (size * (size + 1)) / 2) / (size * (attribution.length - size));
  });
}
