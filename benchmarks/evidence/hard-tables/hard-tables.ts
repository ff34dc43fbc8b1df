import { confounderRows } from '../confounders/confounder-rows.js';
import { confounderTables } from '../confounders/confounder-tables.js';
import { fewExampleRows } from '../few-examples/few-example-rows.js';
import { fewExampleTables } from '../few-examples/few-example-tables.js';
import { rankingRows } from '../ranking/ranking-rows.js';
import { rankingTables } from '../ranking/ranking-tables.js';
import { regionRows } from '../regions/region-rows.js';
import { regionTable } from '../regions/region-table.js';
import type { TableRun } from './table-run.js';

/** A table: its rows as plain data, and the Markdown that shows them. */
export interface HardTable {
  readonly name: string;
  readonly make: (run: TableRun) => Promise<{ readonly rows: unknown; readonly markdown: string }>;
}

const table = <Rows>(
  name: string,
  rowsOf: (run: TableRun) => Promise<Rows>,
  markdownOf: (rows: Rows) => string,
): HardTable => ({
  name,
  make: async (run) => {
    const rows = await rowsOf(run);
    return { rows, markdown: markdownOf(rows) };
  },
});

/** All tables about the hard grounds. */
export const hardTables: readonly HardTable[] = [
  table('confounders', confounderRows, confounderTables),
  table('ranking', rankingRows, rankingTables),
  table('few-examples', fewExampleRows, fewExampleTables),
  table('regions', regionRows, regionTable),
];
