// Which known attributes of drawn faces do methods find that see no labels?
//   npx tsx benchmarks/discovery/main.ts [--seeds 1,2,3] [--part recovery|stability|tables]
// For each seed, draws faces, trains the quickstart's VAE (or loads it from out/discovery), finds concepts in its latent and in its last hidden layer,
// and compares their codes with the six attributes (recovery), and those of two runs with each other (stability). Writes a JSON per seed and part to
// benchmarks/discovery/results, and the tables of docs/guide/discovery.md from all of them. Methods with a result are not run again. Takes about five minutes per seed on two idle cores.
import '@csm/wasm';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { disposeVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { writeText } from '../../support/write-text.js';
import { facesGround } from './faces-ground.js';
import { type Judged, judged, judgedLabels, LABELLED } from './judged.js';
import { methodsFor } from './methods.js';
import { settings } from './settings.js';
import { type Stability, stabilityOf } from './stability.js';
import { writeTables } from './tables.js';

const { values } = parseArgs({
  options: { seeds: { type: 'string' }, part: { type: 'string', default: 'all' } },
});
const seeds = values.seeds?.split(',').map(Number) ?? settings.seeds;
const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
const results = fileURLToPath(new URL('results', import.meta.url));

type Part = 'recovery' | 'stability';

/** Judges the methods that no earlier run has judged; each result is written at once. */
async function judgeSeed(seed: number, part: Part): Promise<void> {
  const file = join(results, `${part}-${seed}.json`);
  await mkdir(results, { recursive: true });
  const rows: (Judged | Stability)[] = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : [];
  const ground = await facesGround(join('out/discovery', `faces-${seed}`), seed, controller.signal);
  const add = async (
    space: string,
    method: string,
    count: number,
    judge: () => Promise<Judged | Stability>,
  ) => {
    const isDone = rows.some((row) => row.space === space && row.method === method && row.codes === count);
    if (isDone) return;
    controller.signal.throwIfAborted();
    rows.push(await judge());
    console.log(JSON.stringify(rows.at(-1)));
    await writeText(file, `${JSON.stringify(rows, null, 1)}\n`);
  };
  for (const space of ground.spaces) {
    const isSigned = space.training.data.some((value) => value < 0);
    for (const method of methodsFor(space.training.shape[1]!, isSigned)) {
      await add(space.name, method.name, method.count, () =>
        part === 'recovery' ? judged(ground, space, method) : stabilityOf(seed, space, method),
      );
    }
    if (part === 'recovery') {
      await add(space.name, LABELLED, ground.faces.names.length, () => judgedLabels(ground, space));
    }
  }
  disposeVae(ground.vae);
}

if (values.part !== 'tables') {
  await setBackend('wasm');
  for (const part of ['recovery', 'stability'] as const) {
    if (values.part !== 'all' && values.part !== part) continue;
    for (const seed of seeds) await judgeSeed(seed, part);
  }
}
await writeTables(results);
