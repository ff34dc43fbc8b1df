import {
  benjaminiHochberg,
  checkCount,
  checkList,
  checkOptions,
  checkSignal,
  eventLoopYielder,
  invalidArgument,
  rows,
  standardDeviation,
  typeName,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
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
  /** (auc − mean) / standard deviation over the permuted labels. NaN if it does not vary. */
  readonly z: number;
  /** Two-sided, from the permuted labels; at least 2 / (1 + permutations). */
  readonly p: number;
  /** p adjusted for the false discovery rate over the sets: `benjaminiHochberg`. */
  readonly q: number;
}

/**
 * Gene-set enrichment of a ranking: do the genes of a set stand at the top or at the bottom? The statistic is the area under the ROC
 * curve of the signed attribution, that is, Mann & Whitney's U divided by the number of pairs. It is compared with those of the rankings under
 * permuted labels: is the set more extreme for this concept than for concepts of labels without a meaning? p is twice the smaller of the shares of
 * rankings that are at least as high or as low, the given one included.
 *
 * **Why labels are permuted, not genes.** Tools that draw random genes, or use the normal approximation of the rank sum, take the genes of a set as
 * independent. They are not: ribosomal genes rise and fall together, and an encoder reads them by the same latent dimensions, so for *every*
 * direction of the latent they stand together at one end. In our simulation of random labels, such a test calls most correlated
 * sets significant; this one 5 % (`gene-set-enrichment.test.ts`). See Efron & Tibshirani 2007, and Goeman & Bühlmann 2007.
 *
 * If cells come from donors, give them as groups of the examples: the permuted rankings take over the design of `rankGenes`. Under permuted labels with another
 * spread of the two sides the directions of concepts differ a little from those under the given labels; p is approximate then.
 *
 * Sources: Efron & Tibshirani 2007 (doi 10.1214/07-AOAS101) for permuting labels with a statistic that compares genes; Goeman & Bühlmann 2007
 * (doi 10.1093/bioinformatics/btm051) for what goes wrong with permuted genes; Subramanian et al. 2005 (doi 10.1073/pnas.0506580102) for
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
  const own = areas(attribution, members);
  const others = members.map(() => [] as number[]);
  for (const row of rows(permuted)) {
    await checkpoint(run);
    for (const [s, area] of areas(row, members).entries()) others[s]?.push(area);
  }
  const tests = members.map(({ name, indices }, s) => {
    const [auc = Number.NaN, permutedAreas = []] = [own[s], others[s]];
    const [high, low] = [
      permutedAreas.filter((area) => area >= auc).length,
      permutedAreas.filter((area) => area <= auc).length,
    ];
    const p = Math.min(1, (2 * (1 + Math.min(high, low))) / (1 + permutedAreas.length));
    const mean = permutedAreas.reduce((sum, area) => sum + area, 0) / permutedAreas.length;
    const spread = standardDeviation(permutedAreas);
    const z = spread > 0 ? (auc - mean) / spread : Number.NaN;
    return { name, size: indices.length, auc, z, p };
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

/** The area under the ROC curve of each set. */
function areas(attribution: Float64Array | Float32Array, sets: readonly Members[]): number[] {
  const sorted = Float64Array.from(attribution).sort();
  return sets.map(({ indices }) => {
    let sum = 0;
    for (const g of indices) sum += meanRank(sorted, attribution[g] ?? Number.NaN);
    const size = indices.length;
    return (sum - (size * (size + 1)) / 2) / (size * (sorted.length - size));
  });
}

/** The rank of a number from 1 upwards; ties share the mean of their ranks. */
function meanRank(sorted: Float64Array, value: number): number {
  const first = firstWhere(sorted, (other) => other >= value);
  const next = firstWhere(sorted, (other) => other > value);
  return (first + 1 + next) / 2;
}

/** The first position of an ascending list that fits. */
function firstWhere(sorted: Float64Array, fits: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(sorted[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
