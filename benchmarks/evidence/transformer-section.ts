import { mapsOf } from './gate/gate-sections.js';
import { gateTable } from './gate/gate-tables.js';
import { transformerOfGate } from './gate/run-cases.js';
import { unique } from './hard-tables/mean-and-range.js';
import type { TableRun } from './hard-tables/table-run.js';
import { keyOf, rankingRows } from './ranking/ranking-rows.js';
import { methodTable } from './ranking/ranking-tables.js';
import { rankedTransformer } from './ranking/settings.js';

/** The ranking of the methods on the transformer, and what the gate says of their maps. Separate, because some of its methods are others. */
export async function transformerSection(run: TableRun): Promise<string> {
  const rows = await rankingRows(run, [rankedTransformer]);
  if (rows.length === 0) return 'There is no transformer of these seeds.';
  const maps = await mapsOf([transformerOfGate], run);
  return [
    `Means over ${new Set(rows.map(keyOf)).size} cases of seeds ${unique(rows.map(({ seed }) => seed)).join(', ')}; in brackets the same for random vectors.`,
    methodTable(rows),
    'The gate:',
    gateTable(maps, 'method'),
  ].join('\n\n');
}
