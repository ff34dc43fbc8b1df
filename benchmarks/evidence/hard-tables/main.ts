// Measures concept vectors and maps on the hard grounds: confounders, ranking, few-examples, regions.
//   npx tsx benchmarks/evidence/hard-tables/main.ts [--tables NAME,NAME] [--seeds N,N] [--out out/evidence] [--models out]
// Models that are missing are trained; a stopped run continues. Prints the tables as Markdown and writes <out>/NAME.md and NAME.json.
// Each table takes one to two minutes of CPU.
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { setBackend } from '@tensorflow/tfjs-core';
import { progressLine } from '../../../support/progress-line.js';
import { writeText } from '../../../support/write-text.js';
import { type HardTable, hardTables } from './hard-tables.js';
import type { TableRun } from './table-run.js';

const { values } = parseArgs({
  options: {
    tables: { type: 'string', default: hardTables.map(({ name }) => name).join(',') },
    models: { type: 'string', default: 'out' },
    out: { type: 'string', default: 'out/evidence' },
    seeds: { type: 'string' },
  },
});
const abort = new AbortController();
process.once('SIGINT', () =>
  abort.abort(new Error('stopped by Ctrl+C; run the same command again to continue')),
);

await setBackend('wasm');
const run: TableRun = {
  models: values.models,
  out: values.out,
  seeds: values.seeds?.split(',').map(Number),
  signal: abort.signal,
  log: console.log,
  onProgress: progressLine(),
};
const names = values.tables.split(',');
const tables = names.map((wanted): HardTable => {
  const table = hardTables.find(({ name }) => name === wanted);
  if (table) return table;
  throw new Error(
    `--tables: unknown table "${wanted}"; valid: ${hardTables.map(({ name }) => name).join(', ')}.`,
  );
});
for (const { name, make } of tables) {
  const started = performance.now();
  const { rows, markdown } = await make(run);
  await writeText(`${run.out}/${name}.json`, `${JSON.stringify(rows, null, 1)}\n`);
  await writeText(`${run.out}/${name}.md`, `${markdown}\n`);
  console.log(`${markdown}\n`);
  console.error(`${name}: ${Math.round((performance.now() - started) / 1000)} s`);
}
