// The tables of issue 15 about the hard grounds:
//   npx tsx benchmarks/evidence/hard-tables/main.ts [--tables NAME,NAME] [--models FOLDER] [--out FOLDER] [--seeds N,N]
// Prints Markdown and writes NAME.json and NAME.md to the folder of the results. A stopped run continues.
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
    models: { type: 'string', default: 'out/evidence/models' },
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
