import { checkList, checkNdarray, checkShape, invalidArgument, shown } from '@csm/base';
import type { NdArray } from 'ndarray';

/**
 * What figures and tables read of a ranking of genes: a `GeneRanking` of `@csm/evaluate` fits, and so does a test such as
 * `{ concept: 'Wilcoxon', genes, attribution: logFoldChanges, q }`. All arrays are in the order of `genes`.
 */
export interface DrawnRanking {
  /** The name of the concept, as a heading. */
  readonly concept: string;
  readonly genes: readonly string[];
  /** The signed value of each gene. */
  readonly attribution: ArrayLike<number>;
  /** The number of cells, for captions. */
  readonly cells?: number | undefined;
  /** The number of donors, for captions. */
  readonly donors?: number | undefined;
  /** Standard error of each value over cells; NaN where it is not known. */
  readonly standardError?: ArrayLike<number> | undefined;
  /** Standard error over donors, which is drawn instead of the one over cells. */
  readonly donorStandardError?: ArrayLike<number> | undefined;
  /** The value in each donor, `[donors, genes]`; NaN where it is not known. */
  readonly donorMeans?: NdArray | undefined;
  /** The share of cells or donors whose value has the sign of the mean. */
  readonly agreement?: ArrayLike<number> | undefined;
  /** p-values, adjusted for the false discovery rate. */
  readonly q?: ArrayLike<number> | undefined;
  /** How much the gene belongs to this concept, compared with random directions. */
  readonly specificity?: { readonly z: ArrayLike<number> } | undefined;
}

/** @throws unless the ranking has genes, a finite value for each, and other arrays of the same length. */
export function checkDrawnRanking(caller: string, name: string, ranking: DrawnRanking): void {
  if (typeof ranking !== 'object' || ranking === null || !Array.isArray(ranking.genes)) {
    throw invalidArgument(
      `${caller}: ${name} must be a ranking, { concept, genes, attribution }; got ${shown(ranking)}.`,
    );
  }
  const { concept, genes, attribution, donorMeans } = ranking;
  if (typeof concept !== 'string') {
    throw invalidArgument(`${caller}: concept of ${name} must be a string; got ${shown(concept)}.`);
  }
  if (genes.length === 0) throw invalidArgument(`${caller}: ${name} must have at least one gene; got none.`);
  const { standardError, donorStandardError, agreement, q, specificity } = ranking;
  const arrays = { attribution, standardError, donorStandardError, agreement, q };
  for (const [key, values] of Object.entries({ ...arrays, 'specificity.z': specificity?.z })) {
    if (values?.length === genes.length || (values === undefined && key !== 'attribution')) continue;
    const got = values === undefined ? 'undefined' : values.length;
    throw invalidArgument(
      `${caller}: ${key} of ${name} must have one number per gene, ${genes.length}; got ${got}.`,
    );
  }
  for (const [i, gene] of genes.entries()) {
    if (Number.isFinite(attribution[i])) continue;
    throw invalidArgument(
      `${caller}: the attribution of "${gene}" in ${name} must be finite; got ${attribution[i]}.`,
    );
  }
  if (donorMeans === undefined) return;
  checkNdarray(`${caller}, donorMeans of ${name}`, donorMeans);
  checkShape(caller, `donorMeans of ${name}`, donorMeans.shape, ['donors', genes.length]);
}

/** @throws unless it is a list of at least one valid ranking. */
export function checkDrawnRankings(caller: string, rankings: readonly DrawnRanking[]): void {
  checkList(caller, 'rankings', rankings);
  if (rankings.length === 0) {
    throw invalidArgument(`${caller}: rankings must have at least one ranking; got none.`);
  }
  for (const [i, ranking] of rankings.entries()) checkDrawnRanking(caller, `rankings[${i}]`, ranking);
}
