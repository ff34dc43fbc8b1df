import { checkCount, checkOptions } from '@csm/base';
import { BAR_CHARTS_OPTIONS, checkBarCharts } from '../plots/bar-charts-options.js';
import { checkDrawnRankings, type DrawnRanking } from './drawn-ranking.js';

/** Options of {@link geneBars}. */
export interface GeneBarsOptions {
  readonly title?: string | undefined;
  /** One chart per ranking. */
  readonly rankings: readonly DrawnRanking[];
  /** Genes per chart and sign: those with the largest values, and those with the smallest. Default 10. */
  readonly count?: number | undefined;
  /** Genes per chart below zero. Default: `count`; 0 leaves them out. */
  readonly negative?: number | undefined;
  /** The value at the ends of the axes. Pass it to make charts comparable. Default: the largest in each chart. */
  readonly limit?: number | undefined;
  /** The name of the quantity, with its unit. Default `mean attribution`. */
  readonly unit?: string | undefined;
  /** Charts next to each other. Default: at most 3. */
  readonly columns?: number | undefined;
  /** Width of a chart in pixels, at least 160. Default 280. */
  readonly cellSize?: number | undefined;
}

/** @throws unless the options are valid for `geneBars`. */
export function checkGeneBars(options: GeneBarsOptions): void {
  const caller = 'geneBars';
  checkOptions(caller, options, { ...BAR_CHARTS_OPTIONS, rankings: true, negative: true });
  checkDrawnRankings(caller, options.rankings);
  checkBarCharts(caller, options);
  checkCount(caller, 'negative', options.negative ?? 0, { min: 0 });
}
