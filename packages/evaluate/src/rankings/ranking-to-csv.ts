import { invalidArgument, typeName } from '@csm/base';
import Papa from 'papaparse';
import type { GeneRanking } from './gene-ranking.js';

/**
 * A ranking as CSV, one line per gene, by descending attribution: `concept`, `rank` (from 1), `gene`, `attribution`, `standardError`,
 * `donorStandardError`, `agreement`, `p`, `q`, `specificityZ`, `specificityP` and `specificityQ`. Columns that the ranking does not have are left
 * out; unknown values (NaN) are empty cells.
 *
 * @throws if the value is not a ranking of `rankGenes` or `decoderGenes`.
 * @category Gene rankings
 */
export function rankingToCsv(ranking: GeneRanking): string {
  const { genes, attribution } = ranking ?? {};
  if (!Array.isArray(genes) || !(attribution instanceof Float64Array)) {
    throw invalidArgument(`rankingToCsv: expected a ranking of rankGenes; got ${typeName(ranking)}.`);
  }
  const { specificity } = ranking;
  const columns = Object.entries({
    attribution,
    standardError: ranking.standardError,
    donorStandardError: ranking.donorStandardError,
    agreement: ranking.agreement,
    p: ranking.p,
    q: ranking.q,
    specificityZ: specificity?.z,
    specificityP: specificity?.p,
    specificityQ: specificity?.q,
  }).filter((column): column is [string, Float64Array] => column[1] !== undefined);
  const order = [...genes.keys()].sort((a, b) => (attribution[b] ?? 0) - (attribution[a] ?? 0));
  const data = order.map((g, rank) => [
    ranking.concept,
    rank + 1,
    genes[g] ?? '',
    ...columns.map(([, values]) => (Number.isFinite(values[g]) ? values[g] : '')),
  ]);
  const fields = ['concept', 'rank', 'gene', ...columns.map(([name]) => name)];
  return `${Papa.unparse({ fields, data }, { newline: '\n' })}\n`;
}
