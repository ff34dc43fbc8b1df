import { checkList, checkRequiredOptions, invalidArgument, shown } from '@csm/base';
import { firstDuplicate } from '../../tables/unique-names.js';
import type { UnsField, UnsValue } from './anndata-results.js';

/** The genes of one group (a cluster, a label, a concept) with their scores, in any order. */
export interface RankedGroup {
  /** The name of the group. */
  readonly group: string;
  readonly genes: readonly string[];
  /** One score per gene, the strongest gene of the group highest: a z-score, an attribution. */
  readonly scores: ArrayLike<number>;
  /** The p-value of every gene. Default: NaN. */
  readonly p?: ArrayLike<number> | undefined;
  /** The p-values adjusted for the false discovery rate. Default: NaN. */
  readonly q?: ArrayLike<number> | undefined;
  /** The change of every gene in powers of two. Default: NaN. */
  readonly logFoldChange?: ArrayLike<number> | undefined;
}

/** Options of {@link rankGenesGroups}. */
export interface RankGenesGroupsOptions {
  /** The column of `obs` whose values the groups are, as scanpy's plots show it. */
  readonly groupby: string;
  /** What every group was compared with. Default `'rest'`. */
  readonly reference?: string | undefined;
  /** The method that gave the scores, such as `'integrated gradients'`. */
  readonly method: string;
}

/**
 * Rankings of genes in the layout of scanpy's `rank_genes_groups`, for `uns` of `writeAnnData` and `addToAnnData`: then
 * `sc.pl.rank_genes_groups` draws them and `sc.get.rank_genes_groups_df` makes a table of them. Each group lists its genes by
 * descending score; genes with equal scores keep their order.
 *
 * The entries are those of scanpy: `params` (`groupby`, `reference`, `method`, `use_raw`, `corr_method`), and the structured
 * arrays `names`, `scores` and `logfoldchanges` (float32), `pvals` and `pvals_adj` (float64), with one field per group. scanpy
 * reads all of them, so those that are not given are NaN. Source: scanpy 1.9, `scanpy.tl.rank_genes_groups`.
 *
 * @param rankings one per group, all with the same number of genes.
 * @throws if there are no rankings, two have the same name, their lengths differ, or a score is NaN.
 *
 * @example
 * const rank_genes_groups = rankGenesGroups(
 *   [{ group: 'B', genes: ['MS4A1', 'CD79A', 'LYZ'], scores: [4.1, 5.2, -3] }],
 *   { groupby: 'cell_type', method: 'integrated gradients' },
 * );
 * await addToAnnData({ from: 'pbmc.h5ad', to: 'pbmc-ranked.h5ad', counts: cells, uns: { rank_genes_groups } });
 * @category Write results
 */
export function rankGenesGroups(
  rankings: readonly RankedGroup[],
  options: RankGenesGroupsOptions,
): { readonly [name: string]: UnsValue } {
  const caller = 'rankGenesGroups';
  checkRequiredOptions(caller, options, { groupby: true, reference: true, method: true });
  const { groupby, reference = 'rest', method } = options;
  for (const [name, text] of Object.entries({ groupby, reference, method })) {
    if (typeof text === 'string' && text !== '') continue;
    throw invalidArgument(`${caller}: ${name} must be a text that is not empty; got ${shown(text)}.`);
  }
  checkRankings(caller, rankings);
  const orders = rankings.map(({ scores }) => descending(scores));
  const fields = (field: (ranking: RankedGroup, order: readonly number[]) => UnsField) =>
    new Map(rankings.map((ranking, i) => [ranking.group, field(ranking, orders[i] ?? [])]));
  const at = (values: ArrayLike<number> | undefined, gene: number) => values?.[gene] ?? Number.NaN;
  return {
    params: { groupby, reference, method, use_raw: false, corr_method: 'benjamini-hochberg' },
    names: fields(({ genes }, order) => order.map((gene) => genes[gene] ?? '')),
    scores: fields(({ scores }, order) => Float32Array.from(order, (gene) => at(scores, gene))),
    logfoldchanges: fields(({ logFoldChange }, order) =>
      Float32Array.from(order, (gene) => at(logFoldChange, gene)),
    ),
    pvals: fields(({ p }, order) => Float64Array.from(order, (gene) => at(p, gene))),
    pvals_adj: fields(({ q }, order) => Float64Array.from(order, (gene) => at(q, gene))),
  };
}

function descending(scores: ArrayLike<number>): number[] {
  const order = Array.from(scores, (_, gene) => gene);
  return order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

function checkRankings(caller: string, rankings: readonly RankedGroup[]): void {
  checkList(caller, 'rankings', rankings);
  const [first] = rankings;
  if (!first) throw invalidArgument(`${caller}: rankings must have at least one group; got an empty array.`);
  for (const [i, ranking] of rankings.entries()) {
    const { group, genes, ...columns } = ranking;
    if (typeof group !== 'string' || group === '') {
      throw invalidArgument(
        `${caller}: rankings[${i}].group must be a text that is not empty; got ${shown(group)}.`,
      );
    }
    checkList(caller, `rankings[${i}].genes`, genes);
    if (genes.length !== first.genes.length) {
      throw invalidArgument(
        `${caller}: every group must have as many genes as "${first.group}", ${first.genes.length}; "${group}" has ${genes.length}; ` +
          'pass the same genes in each.',
      );
    }
    const { scores, p, q, logFoldChange } = columns;
    for (const [name, values] of Object.entries({ scores, p, q, logFoldChange })) {
      if ((values === undefined && name !== 'scores') || values?.length === genes.length) continue;
      throw invalidArgument(
        `${caller}: ${name} of "${group}" must have ${genes.length} numbers, one per gene; got ${values?.length ?? 'none'}.`,
      );
    }
    const missing = Array.from(scores).findIndex((score) => typeof score !== 'number' || Number.isNaN(score));
    if (missing >= 0) {
      throw invalidArgument(
        `${caller}: scores of "${group}" must be numbers; gene "${genes[missing]}" has ${scores[missing]}; leave such genes out.`,
      );
    }
  }
  const duplicate = firstDuplicate(rankings.map(({ group }) => group));
  if (!duplicate) return;
  throw invalidArgument(
    `${caller}: the names of groups must be unique; rankings ${duplicate.first} and ${duplicate.second} are both "${duplicate.name}".`,
  );
}
