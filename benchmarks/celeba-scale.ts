/**
 * Measures a folder in CelebA's exact layout at full scale: images per second when reading (decode, crop, resize),
 * images per second of only the paper's encoder, and memory during the run. It then encodes all images to disk twice:
 * once without interruption, and once killed half way (SIGKILL) and resumed. Both must give the same bytes.
 *
 *     npm run build && npx tsx benchmarks/celeba-scale.ts [--count 20000] [--folder FOLDER] [--phase read|encode|resume] [--paper]
 *
 * `--folder` keeps the synthetic JPEGs and the latents; without it they are in a temporary folder that is removed. The
 * interrupted pass uses a small encoder of 128 × 128, which is as fast as the reading; with `--paper` it uses the paper's
 * encoder, which takes 20 minutes per pass.
 */
import '@csm/wasm';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encode, layersEncoder } from '@csm/core';
import { encodeToDisk } from '@csm/core/node';
import { celebA } from '@csm/datasets/node';
import { celebaVae, imageVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { writeDrawnCeleba } from '../packages/datasets/test/celeba-folder.js';
import { cpuMilliseconds, median, milliseconds } from './rounds.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    folder: { type: 'string' },
    phase: { type: 'string' },
    paper: { type: 'boolean', default: false },
    latents: { type: 'string' },
  },
});
const count = Number(values.count);
const megabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
const faces = () => celebA({ root: join(root, 'celeba') });
const paperEncoder = () => layersEncoder(celebaVae({ seed: 1 }).encoder, { output: 'z_mean' });
const smallEncoder = () => layersEncoder(imageVae({ size: 128, filters: [8, 16, 32], seed: 1 }).encoder);

const root = values.folder ?? (await mkdtemp(join(tmpdir(), 'csm-celeba-')));
if (values.latents) await encodeAll(values.latents);
else await measure();

/** The work of a child process: encodes all images to disk and prints one line of progress per batch. */
async function encodeAll(latents: string): Promise<void> {
  await setBackend('wasm');
  await encodeToDisk(values.paper ? paperEncoder() : smallEncoder(), await faces(), latents, {
    onProgress: ({ done }) => console.log(`${done} ${megabytes()}`),
  });
}

async function measure(): Promise<void> {
  if (!existsSync(join(root, 'celeba', 'list_attr_celeba.txt'))) {
    const ms = await milliseconds(() =>
      writeDrawnCeleba(join(root, 'celeba'), { count, form: 'txt', lineEnd: '\n' }),
    );
    console.log(`drew ${count} JPEGs of 178 × 218 in ${(ms / 1000).toFixed(0)} s`);
  }
  const phases = { read: readingSpeed, encode: encodingSpeed, resume: killedHalfWay };
  for (const [name, phase] of Object.entries(phases)) {
    if (values.phase === undefined || values.phase === name) await phase();
  }
  if (!values.folder) await rm(root, { recursive: true });
}

async function readingSpeed(): Promise<void> {
  const { ids, batches } = await faces();
  const memory: number[] = [];
  const cpu = await cpuMilliseconds(async () => {
    const ms = await milliseconds(async () => {
      for await (const batch of batches({ batchSize: 32 }))
        if (batch.ids.length > 0) memory.push(megabytes());
    });
    console.log(`reading ${ids.length} images: ${((1000 * ids.length) / ms).toFixed(0)} images/s`);
  });
  console.log(
    `  ${(cpu / ids.length).toFixed(2)} ms of CPU time per image; RSS in MB ${alongTheWay(memory)}`,
  );
}

async function encodingSpeed(): Promise<void> {
  await setBackend('wasm');
  const encoder = paperEncoder();
  const { batches } = await faces();
  for await (const { images } of batches({ batchSize: 32 })) {
    await encode(encoder, images); // warm-up
    const times: number[] = [];
    for (let round = 0; round < 5; round++) times.push(await cpuMilliseconds(() => encode(encoder, images)));
    const perImage = median(times) / images.shape[0]!;
    console.log(
      `the paper's encoder, 128 × 128, one thread: ${(1000 / perImage).toFixed(1)} images/s (median of 5 rounds, CPU time)`,
    );
    break;
  }
}

async function killedHalfWay(): Promise<void> {
  const folder = join(root, values.paper ? 'latents-paper' : 'latents');
  const [whole, broken] = [`${folder}-whole`, `${folder}-broken`];
  for (const old of [whole, broken]) await rm(old, { recursive: true, force: true });
  await report('uninterrupted', await pass(whole));
  await report('killed', await pass(broken, count / 2));
  await report('resumed', await pass(broken));
  for (const file of ['latents.npy', 'ids.json']) {
    const [a, b] = await Promise.all([whole, broken].map((folder) => readFile(join(folder, file))));
    console.log(`${file}: ${a!.length} bytes, ${a!.equals(b!) ? 'the same' : 'DIFFERENT'}`);
  }
}

async function report(what: string, { seconds, done, memory }: Pass): Promise<void> {
  console.log(`${what}: ${done} latents after ${seconds.toFixed(0)} s; RSS in MB ${alongTheWay(memory)}`);
}

interface Pass {
  readonly seconds: number;
  readonly done: number;
  readonly memory: readonly number[];
}

/** Runs one child process that encodes, and kills it after it has encoded `killAt` images. */
async function pass(latents: string, killAt = Number.POSITIVE_INFINITY): Promise<Pass> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(import.meta.url), '--folder', root, '--latents', latents].concat(
      values.paper ? ['--paper'] : [],
    ),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<number | null>((end) => child.on('close', end));
  const memory: number[] = [];
  let done = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    [done] = line.split(' ').map(Number) as [number];
    memory.push(Number(line.split(' ')[1]));
    if (done >= killAt) child.kill('SIGKILL');
  }
  const code = await ended;
  if (code !== 0 && killAt > count)
    throw new Error(`celeba-scale: the child process that encodes ended with ${code}.`);
  return { seconds: (performance.now() - start) / 1000, done, memory };
}

function alongTheWay(memory: readonly number[]): string {
  const at = [0, 0.25, 0.5, 0.75, 1].map((share) => memory[Math.round(share * (memory.length - 1))]);
  return `at 0, 25, 50, 75, 100 %: ${at.join(', ')}; highest ${Math.max(...memory)}`;
}
