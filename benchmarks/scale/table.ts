/**
 * Makes the table of core-hours and bytes for more inputs from what main.ts measured.
 *
 *     npx tsx benchmarks/scale/table.ts FILE… [--inputs 200000,10000000]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { ScaleResults } from './results.js';
import { sizesTable } from './sizes-table.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: 'string', default: '200000,10000000' } },
});
for (const path of positionals) {
  const results = JSON.parse(await readFile(path, 'utf8')) as ScaleResults;
  console.log(`${sizesTable(results, values.inputs.split(',').map(Number))}\n`);
}
