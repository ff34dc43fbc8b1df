import { checkCount, checkOptions } from '@csm/base';
import type { ReportTable } from '../report/report.js';
import { formatNumber, formatShare } from '../svg/format-number.js';
import { checkDrawnRanking, type DrawnRanking } from './drawn-ranking.js';
import { topGenes } from './top-genes.js';

/** Options of {@link rankingTable}. */
export interface RankingTableOptions {
  /** Genes above zero. Default 20. */
  readonly count?: number | undefined;
  /** Genes below zero, which stand at the end. Default 0. */
  readonly negative?: number | undefined;
  /** Default: the name of the concept and how many genes the table shows. */
  readonly caption?: string | undefined;
  /** The name of the quantity, with its unit. Default `mean attribution`. */
  readonly unit?: string | undefined;
}

/**
 * The top of a ranking as a table for `htmlReport`, with a column for each number that the ranking has: value, standard error (over
 * donors if it is known, otherwise over cells), agreement, q and the z of specificity.
 *
 * @returns a block of a section: `{ kind: 'table', … }`.
 * @throws if a value is not finite, or an array of the ranking has another length than its genes.
 *
 * @example
 * htmlReport({ title, lead, settings, sections: [{ heading: 'Genes', blocks: [rankingTable(ranking)] }] });
 * @category Reports
 */
export function rankingTable(ranking: DrawnRanking, options: RankingTableOptions = {}): ReportTable {
  const caller = 'rankingTable';
  checkOptions(caller, options, { count: true, negative: true, caption: true, unit: true });
  const { count = 20, negative = 0, unit = 'mean attribution' } = options;
  checkDrawnRanking(caller, 'ranking', ranking);
  checkCount(caller, 'count', count);
  checkCount(caller, 'negative', negative, { min: 0 });
  const shown = [...topGenes(ranking, count).positive, ...topGenes(ranking, negative).negative];
  const columns = columnsOf(ranking, unit);
  const { caption = `${ranking.concept}: ${shown.length} of ${ranking.genes.length} genes` } = options;
  return {
    kind: 'table',
    caption,
    columns: ['gene', ...columns.map(({ name }) => name)],
    rows: shown.map((gene) => [ranking.genes[gene] ?? '', ...columns.map(({ cell }) => cell(gene))]),
  };
}

interface Column {
  readonly name: string;
  readonly cell: (gene: number) => string | number;
}

function columnsOf(ranking: DrawnRanking, unit: string): Column[] {
  const { attribution, standardError, donorStandardError, agreement, q, specificity } = ranking;
  const numbers = (name: string, values: ArrayLike<number> | undefined): Column[] =>
    values ? [{ name, cell: (gene) => values[gene] ?? Number.NaN }] : [];
  const shares = (name: string, values: ArrayLike<number> | undefined): Column[] =>
    values ? [{ name, cell: (gene) => shareText(values[gene] ?? Number.NaN) }] : [];
  const z = specificity?.z;
  return [
    ...numbers(unit, attribution),
    ...(donorStandardError
      ? numbers('standard error over donors', donorStandardError)
      : numbers('standard error over cells', standardError)),
    ...shares('agreement', agreement),
    ...shares('q', q),
    ...(z
      ? [{ name: 'z compared with random concepts', cell: (gene: number) => zText(z[gene] ?? Number.NaN) }]
      : []),
  ];
}

const shareText = (value: number): string => (value >= 0 && value <= 1 ? formatShare(value) : '–');
const zText = (value: number): string => (Number.isFinite(value) ? formatNumber(value, 1) : '–');
