import type { TissueRanking } from './compute/rank.js';

/** A table of all genes, for spreadsheets. */
export function toCsv({ genes }: TissueRanking): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const number = (value: number) => (Number.isNaN(value) ? '' : String(value));
  const rows = genes.map(({ gene, ...numbers }) =>
    [
      quoted(gene),
      ...[numbers.attribution, numbers.standardError, numbers.logFoldChange, numbers.z].map(number),
    ].join(','),
  );
  return `${['gene,attribution,standard_error,log2_fold_change,z', ...rows].join('\n')}\n`;
}
