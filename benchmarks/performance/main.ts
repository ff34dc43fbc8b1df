/**
 * Compares the speed of the library with its peers, in one command:
 *
 *     npm run benchmark -- [--rounds 5] [--rows a-gradient,b-training,methods] [--resume] [--trial]
 *
 * Measures every row of `rows/` and every growth of `growth.ts`, or only those named (`methods` names the rows of all methods); with `--resume`, only those that are missing; with `--rows=`,
 * none. Stores the measurements in `results.jsonl`, and writes docs/performance.md and its figure from all stored measurements. It takes about twenty minutes on an
 * idle machine with two cores. On a busy machine the numbers are worth little: a round in which other processes took much of the machine is
 * measured again, and a row with too many such rounds is not stored. `--trial` measures on a busy machine too, and prints the ratios instead
 * of storing anything. PyTorch is compared if a `python3` has it (Debian: python3-torch), ONNX Runtime if the package onnxruntime-node is
 * installed. You can stop the program at any time: each row is saved as soon as it is measured.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeAtomically } from '@csm/base/node';
import { sharedPath } from '../../test/shared-folder.js';
import { growths, measureGrowth } from './growth.js';
import { findInstalled } from './installed.js';
import { BusyMachine, type MeasureOptions, measureRow } from './measure.js';
import { trialLines } from './report/trial.js';
import { type Results, writeReport } from './report/write-report.js';
import { rows } from './rows/index.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string' },
    resume: { type: 'boolean', default: false },
    trial: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const known = [...rows, ...growths].map(({ id }) => id);
const wanted =
  values.rows
    ?.split(',')
    .filter(Boolean)
    .flatMap((id) =>
      id === 'methods' ? rows.filter(({ family }) => family === id).map((row) => row.id) : id,
    ) ?? known;
const unknown = wanted.filter((id) => !known.includes(id));
if (unknown.length > 0)
  throw new Error(`benchmark: unknown row ${unknown.join(', ')}; valid rows: ${known.join(', ')}.`);
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`benchmark: rounds must be an integer of at least 1; got ${values.rounds}.`);

const file = fileURLToPath(new URL('results.jsonl', import.meta.url));
const results = await readResults();
const options: MeasureOptions = { rounds, installed: findInstalled(), ...(values.trial && { quiet: 1 }) };
const canExport =
  options.installed.python !== undefined && sharedPath('oracles', 'onnx', 'models.py') !== undefined;
const refused: string[] = [];
for (const row of rows) {
  if (!wanted.includes(row.id) || (values.resume && results.rows[row.id])) continue;
  if ((row.needsExports && !canExport) || (row.needsShared && !sharedPath('oracles', 'onnx'))) {
    console.log(`${row.title}: not measured, because PyTorch or the folder ../shared is missing.`);
    continue;
  }
  console.log(`${row.title} …`);
  await storeUnlessRefused(row.id, async () => {
    // A family's rows compare CPU times of one thread, which other processes hardly change.
    const result = await measureRow(
      row,
      row.family ? { ...options, quiet: Number.POSITIVE_INFINITY } : options,
    );
    if (values.trial) console.log(trialLines(row, result));
    results.rows[row.id] = result;
  });
}
for (const growth of growths) {
  if (!wanted.includes(growth.id) || (values.resume && results.growth[growth.id])) continue;
  console.log(`Growth with the number of ${growth.label} …`);
  await storeUnlessRefused(growth.id, async () => {
    const result = await measureGrowth(growth, { ...options, rounds: Math.min(rounds, 3) });
    if (values.trial) console.log(result.ms);
    results.growth[growth.id] = result;
  });
}
if (!values.trial) await writeReport(results);
if (refused.length > 0) {
  console.log(`Not measured, because the machine was busy: ${refused.join(', ')}.`);
  process.exitCode = 1;
}

async function storeUnlessRefused(id: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure();
  } catch (error) {
    if (!(error instanceof BusyMachine)) throw error;
    console.log(error.message);
    refused.push(id);
    return;
  }
  if (!values.trial) await save();
}

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
