import { existsSync, mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readNpy } from '@csm/core/node';
import { geneCounts, syntheticBulb } from '@csm/datasets';
import { drawnPictures } from '../../../packages/cli/test/drawn-pictures.js';
import { runCsm } from '../../../packages/cli/test/run-csm.js';
import type { Scenario } from '../scenario.js';

const MODEL = fileURLToPath(new URL('../../../examples/onnx/encoder.onnx', import.meta.url));

/** Where the data are: made before the first process starts, because `run.json` has their paths. */
process.env.CSM_KILL_INPUTS ??= mkdtempSync(join(tmpdir(), 'csm-kill-inputs-'));
const root = process.env.CSM_KILL_INPUTS;

/** The commands that write folders, each with small data. `OUT` is the folder that the process writes when it is killed. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  encode: ['encode', MODEL, 'FACES', '--out', 'OUT/latents', '--csv', '--batch', '4'],
  concept: ['concept', MODEL, 'FACES', '--out', 'OUT/concepts', '--batch', '4'],
  explain: [
    ...['explain', MODEL, 'FACES', '--concepts', 'CONCEPTS', '--out', 'OUT/maps', '--limit', '8'],
    ...['--batch', '2', '--steps', '4', '--method', 'gradient,integratedGradients', '--pictures'],
  ],
  report: ['report', MODEL, 'FACES', '--out', 'OUT/report.html', '--method', 'gradient', '--limit', '2'],
  train: ['train', 'FACES', '--out', 'OUT/model', '--size', '16', '--epochs', '2', '--batch', '8'],
  faces: [
    ...['faces', 'FACES', '--out', 'OUT/faces', '--size', '16', '--epochs', '1', '--examples', 'all'],
    ...['--method', 'integrated-gradients'],
  ],
  tissue: [
    ...['tissue', 'TISSUE', '--out', 'OUT/tissue', '--epochs', '1', '--controls', '2'],
    ...['--method', 'rectgrad'],
  ],
  run: ['run', 'OUT/store', '--processes', '2'],
};

/** Calls that come before, in the same process. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  run: [
    ...['plan', MODEL, 'FACES', '--concepts', 'CONCEPTS', '--out', 'OUT/store', '--no-certificates'],
    ...['--shard-size', '4', '--batch', '4', '--method', 'smoothGrad', '--samples', '8', '--engine', 'wasm'],
  ],
};

/** The file that each command writes last. */
const LAST: Readonly<Record<string, string>> = {
  encode: 'latents/latents.csv',
  concept: 'concepts/concepts.json',
  explain: 'maps/ids.json',
  report: 'report.html',
  train: 'model/training.json',
  faces: 'faces/index.html',
  tissue: 'tissue/index.html',
};

/** Whether there is everything that a command writes: the shards of a plan are done in any order. */
async function isWhole(command: string, folder: string): Promise<boolean> {
  if (command !== 'run') return existsSync(join(folder, LAST[command] ?? ''));
  const shards = await readdir(join(folder, 'store', 'shards')).catch(() => []);
  return shards.filter((name) => name.endsWith('.json')).length === 6;
}

/** `csm COMMAND` in a process that is killed. */
export const csmScenario = (command: string): Scenario => ({
  async prepare() {
    const inputs = await inputsFor(command);
    return async (folder) => {
      const places: Readonly<Record<string, string>> = { ...inputs, OUT: folder };
      for (const call of [BEFORE[command] ?? [], CALLS[command] ?? []]) {
        if (call.length === 0) continue;
        const args = call.map((part) =>
          part.replace(/^(OUT|FACES|CONCEPTS|TISSUE)/, (name) => places[name] ?? name),
        );
        const { code, err } = await runCsm(...args);
        if (code !== 0) throw new Error(`csm ${call[0]} ended with ${code}: ${err}`);
      }
    };
  },
  // Checkpoints, HDF5 files and the stages of csm faces contain times; the files that are made from stages are compared.
  varies: (path) => /checkpoint|\/stages\/|\.h5ad$/.test(path),
  withoutTimes: (path, text) =>
    path === join('store', 'plan.json')
      ? text.replace(/"store": "[^"]*"/, '')
      : /\.json$|training\.csv$/.test(path)
        ? text.replace(/"seconds": [\d.e+-]+|,[\d.e+-]+$/gm, '')
        : text,
  async read(folder) {
    const files = await filesIn(folder);
    for (const path of files) await open(path);
    return (await isWhole(command, folder)) ? 'whole' : undefined;
  },
});

/** Every file under a final name can be read. */
async function open(path: string): Promise<void> {
  if (path.endsWith('.json')) JSON.parse(await readFile(path, 'utf8'));
  else if (path.endsWith('.npy')) await readNpy(path);
  else if (path.endsWith('.png')) await expectEnd(path, 'IEND\xaeB`\x82');
  else if (path.endsWith('.svg')) await expectEnd(path, '</svg>');
  else if (path.endsWith('.html')) await expectEnd(path, '</html>');
  else if (path.endsWith('.csv')) await expectEnd(path, '');
}

async function expectEnd(path: string, end: string): Promise<void> {
  const text = await readFile(path, 'latin1');
  if (!text.trimEnd().endsWith(end) || text === '') throw new Error(`${path} is not whole`);
}

/** All files, without temporary ones of killed processes. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** The data, which the process that is killed finds where the test wrote them: their paths are in `run.json`. */
async function inputsFor(command: string): Promise<Readonly<Record<string, string>>> {
  const [FACES, CONCEPTS, TISSUE] = [join(root, 'faces'), join(root, 'concepts'), join(root, 'tissue')];
  if (!existsSync(FACES)) await drawnPictures(FACES, 24, 32);
  if (['explain', 'run'].includes(command) && !existsSync(CONCEPTS)) {
    const { code, err } = await runCsm('concept', MODEL, FACES, '--out', CONCEPTS);
    if (code !== 0) throw new Error(err);
  }
  if (command === 'tissue' && !existsSync(TISSUE)) await writeTissue(TISSUE);
  return { FACES, CONCEPTS, TISSUE };
}

/** A 2016 array with simulated counts. */
async function writeTissue(folder: string): Promise<void> {
  const bulb = syntheticBulb({ genes: 60, seed: 3, spots: 100 });
  const counts = bulb.genes.map((gene) => geneCounts(bulb, gene));
  const lines = bulb.spots.names.map((name, spot) => [name, ...counts.map((column) => `${column[spot]}`)]);
  await mkdir(folder, { recursive: true });
  const table = [['', ...bulb.genes], ...lines].map((line) => line.join('\t')).join('\n');
  await writeFile(join(folder, 'Rep0_MOB_count_matrix-1.tsv'), table);
}
