import {
  checkBoolean,
  checkCount,
  checkList,
  checkNdarray,
  checkOptions,
  checkPositive,
  checkShape,
  invalidArgument,
  validNames,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkDrawnRankings, type DrawnRanking } from './drawn-ranking.js';

/** Numbers that are drawn as the areas of dots. */
export interface GeneDots {
  /** `[genes, rankings]`, from 0 to 1, in the order of the genes of the rankings: such as the share of cells that express a gene. */
  readonly values: NdArray;
  /** What they are, which the legend says. */
  readonly label: string;
}

/** Options of {@link geneHeatMap}. */
export interface GeneHeatMapOptions {
  readonly title?: string | undefined;
  /** One column per ranking, all of the same genes in the same order. */
  readonly rankings: readonly DrawnRanking[];
  /** Genes per ranking: those with the largest values above zero. A gene that several rankings share is drawn once, at the first. Default 5. */
  readonly count?: number | undefined;
  /** The genes to draw, in this order, instead of the top of each ranking. */
  readonly genes?: readonly string[] | undefined;
  /**
   * Whether values are divided by the largest absolute value of their ranking, so that concepts whose vectors differ in length
   * have the same scale. Default true.
   */
  readonly relative?: boolean | undefined;
  /** The value at the ends of the colours. Default: 1 if `relative`, otherwise the largest absolute value that is drawn. */
  readonly limit?: number | undefined;
  /** Draws dots instead of filled cells. `'agreement'`: of each ranking. Default: filled cells. */
  readonly dots?: 'agreement' | GeneDots | undefined;
  /** The name of the quantity, with its unit. Default `mean attribution`. */
  readonly unit?: string | undefined;
  /** Side of a cell in pixels, at least 14. Default 16. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid for `geneHeatMap`. */
export function checkGeneHeatMap(options: GeneHeatMapOptions): void {
  const caller = 'geneHeatMap';
  checkOptions(caller, options, {
    ...{ title: true, rankings: true, count: true, genes: true, relative: true },
    ...{ limit: true, dots: true, unit: true, cellSize: true },
  });
  const { rankings, count = 5, genes, relative = true, limit, dots, cellSize = 16 } = options;
  checkDrawnRankings(caller, rankings);
  const all = rankings[0]?.genes ?? [];
  for (const [i, ranking] of rankings.entries()) {
    const differs = all.findIndex((gene, g) => ranking.genes[g] !== gene);
    if (differs === -1 && ranking.genes.length === all.length) continue;
    throw invalidArgument(
      `${caller}: all rankings must have the same genes in the same order; rankings[0] has ${all.length} genes, and rankings[${i}] has ${ranking.genes.length}${differs === -1 ? '' : ` with "${ranking.genes[differs]}" instead of "${all[differs]}" at ${differs}`}.`,
    );
  }
  checkCount(caller, 'count', count);
  checkCount(caller, 'cellSize', cellSize, { min: 14 });
  checkBoolean(caller, 'relative', relative);
  if (limit !== undefined) checkPositive(caller, 'limit', limit);
  if (genes !== undefined) {
    checkList(caller, 'genes', genes);
    if (genes.length === 0) throw invalidArgument(`${caller}: genes must have at least one gene; got none.`);
    const known = new Set(all);
    for (const gene of genes) {
      if (known.has(gene)) continue;
      throw invalidArgument(
        `${caller}: gene "${gene}" is not in the rankings; ${validNames('genes', gene, all)}.`,
      );
    }
  }
  checkDots(caller, rankings, dots);
}

function checkDots(
  caller: string,
  rankings: readonly DrawnRanking[],
  dots: GeneHeatMapOptions['dots'],
): void {
  if (dots === undefined) return;
  if (dots === 'agreement') {
    const i = rankings.findIndex(({ agreement }) => agreement === undefined);
    if (i === -1) return;
    throw invalidArgument(
      `${caller}: dots 'agreement' needs the agreement of every ranking; rankings[${i}] has none.`,
    );
  }
  checkOptions(`${caller}: dots`, dots, { values: true, label: true });
  checkNdarray(`${caller}, values of dots`, dots.values);
  const genes = rankings[0]?.genes.length ?? 0;
  checkShape(caller, 'values of dots', dots.values.shape, [genes, rankings.length]);
}
