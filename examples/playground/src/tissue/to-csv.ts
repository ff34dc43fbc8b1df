import { csvFormatRows } from 'd3-dsv';
import type { TissueRanking } from './compute/rank.js';

/** A table of all genes, for spreadsheets. */
export function toCsv({ genes }: TissueRanking): string {
  const number = (value: number) => (Number.isNaN(value) ? '' : String(value));
  const rows = genes.map(({ gene, attribution, standardError, logFoldChange, z }) => [
    gene,
    ...[attribution, standardError, logFoldChange, z].map(number),
  ]);
  return `${csvFormatRows([['gene', 'attribution', 'standard_error', 'log2_fold_change', 'z'], ...rows])}\n`;
}
