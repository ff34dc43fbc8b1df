/**
 * Measures runs of `@csm/scale` over drawn pictures in CelebA's layout × 40 concepts × gradient maps, against a plain loop that calls `explain`
 * in the same run: throughput, efficiency, memory, overhead, and the bytes of the store. Needs Linux; the queue needs redis-server.
 *
 *     npx tsx benchmarks/scale/main.ts [--inputs 20000] [--encoder small|paper] [--data FOLDER] [--out FILE] [--ways NAME]… [--again]
 *
 * `--data` is where the pictures are or are drawn (default: out/scale/celeba). Finished measurements are kept in `--out` (default:
 * out/scale/ENCODER-INPUTS.json), and a stopped run continues with the others; `--again` measures all of them again.
 */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { celebaAttributeNames } from '../../packages/datasets/test/celeba-folder.js';
import type { EncoderName } from './celeba-encoder.js';
import { drawCeleba } from './draw-celeba.js';
import { filesOf } from './kills/files-of.js';
import { measureWay } from './measure-way.js';
import { hasRedis } from './redis.js';
import { resumedResults, type ScaleResults, writeResults } from './results.js';
import { runsTable } from './runs-table.js';
import { storeBytes } from './store-bytes.js';
import { WAYS, type Way } from './ways.js';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    encoder: { type: 'string', default: 'small' },
    data: { type: 'string' },
    out: { type: 'string' },
    ways: { type: 'string', multiple: true },
    again: { type: 'boolean', default: false },
  },
});
const inputs = Number(values.inputs);
const encoder = values.encoder as EncoderName;
const folder = fileURLToPath(new URL('../../out/scale/', import.meta.url));
const data = values.data ?? join(folder, 'celeba');
const path = values.out ?? join(folder, `${encoder}-${inputs}.json`);
// All ways have a store of the same name, because the plan states it.
const store = `${path}.store`;

const [processor] = cpus();
const settings: ScaleResults = {
  encoder,
  inputs,
  concepts: celebaAttributeNames.length,
  machine: `${cpus().length} × ${processor?.model.trim()}, Node ${process.versions.node}`,
  cores: cpus().length,
  runs: {},
};
let results = values.again ? settings : await resumedResults(path, settings);

const start = performance.now();
if (await drawCeleba(data, { count: inputs })) {
  console.log(`drew ${inputs} pictures in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}
for (const way of WAYS.filter(({ name }) => values.ways?.includes(name) ?? true)) {
  const { name } = way;
  if (results.runs[name] !== undefined) continue;
  if (way.by === 'queue' && !(await hasRedis())) {
    console.log(`${name}: left out, needs redis-server`);
    continue;
  }
  const run = await measureWay(way, { encoder, inputs, data, store }, console.log);
  results = { ...results, runs: { ...results.runs, [name]: run } };
  if (way.by !== 'explain' && way.share === undefined)
    results = { ...results, ...(await comparedStore(way)) };
  await writeResults(path, results);
  const rate = (run.inputs / run.seconds).toFixed(1);
  console.log(
    `${name}: ${run.seconds.toFixed(1)} s, ${rate} inputs/s, ${run.cpuSeconds.toFixed(1)} s of CPU time`,
  );
}
await rm(store, { recursive: true, force: true });
console.log(`\n${runsTable(results)}`);

/** The store of every way must have the bytes of the first one. */
async function comparedStore({ name }: Way): Promise<Partial<ScaleResults>> {
  const files = [...(await filesOf(store))].sort(([a], [b]) => (a < b ? -1 : 1));
  const sha256 = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  if (results.sha256 === undefined) return { sha256, equalStores: [name], bytes: await storeBytes(store) };
  if (results.sha256 !== sha256) throw new Error(`main: ${name}: the store has other bytes than before.`);
  return { equalStores: [...(results.equalStores ?? []), name] };
}
