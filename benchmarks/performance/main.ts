/**
 * Compares the speed of the library with its peers, in one command:
 *
 *     npm run benchmark -- [--rounds 5] [--rows a-gradient,b-training] [--resume]
 *
 * Measures every row of `rows/` and every growth of `growth.ts`, or only those named; with `--resume`, only those that are missing. Stores the
 * measurements in `results.jsonl`, and writes docs/performance.md and its figure from all stored measurements. It takes about ten minutes on an
 * idle machine with two cores; on a busy machine the numbers are worth little. PyTorch is compared if a `python3` has it
 * (Debian: python3-torch). You can stop the program at any time: each row is saved as soon as it is measured.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeAtomically } from '@csm/base/node';
import { findTorch } from './child.js';
import { growths, measureGrowth } from './growth.js';
import { measureRow } from './measure.js';
import { type Results, writeReport } from './report.js';
import { rows } from './rows/index.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string' },
    resume: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const known = [...rows, ...growths].map(({ id }) => id);
const wanted = values.rows?.split(',').filter(Boolean) ?? known;
const unknown = wanted.filter((id) => !known.includes(id));
if (unknown.length > 0)
  throw new Error(`benchmark: unknown row ${unknown.join(', ')}; valid rows: ${known.join(', ')}.`);
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`benchmark: rounds must be an integer of at least 1; got ${values.rounds}.`);

const file = fileURLToPath(new URL('results.jsonl', import.meta.url));
const results = await readResults();
const python = findTorch();
if (!python)
  console.log('No python3 with torch was found (Debian: python3-torch), so PyTorch is not measured.');
for (const row of rows) {
  if (!wanted.includes(row.id) || (values.resume && results.rows[row.id])) continue;
  console.log(`${row.title} …`);
  results.rows[row.id] = await measureRow(row, rounds, python);
  await save();
}
for (const growth of growths) {
  if (!wanted.includes(growth.id) || (values.resume && results.growth[growth.id])) continue;
  console.log(`Growth with the number of ${growth.label} …`);
  results.growth[growth.id] = await measureGrowth(growth, Math.min(rounds, 3), python);
  await save();
}
await writeReport(results);

/** Reads the file of results: one line per row. */
async function readResults(): Promise<Results> {
  const found: Results = { rows: {}, growth: {} };
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  for (const line of lines) {
    const { id, ...result } = JSON.parse(line);
    found[id.startsWith('growth-') ? 'growth' : 'rows'][id] = result;
  }
  return found;
}

async function save(): Promise<void> {
  const all = Object.entries({ ...results.rows, ...results.growth });
  await writeAtomically(file, all.map(([id, result]) => `${JSON.stringify({ id, ...result })}\n`).join(''));
  await writeReport(results);
}
