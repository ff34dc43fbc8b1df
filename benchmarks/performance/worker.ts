// A process that measure.ts starts. It prepares one job, then reads one command per line: run, values, profile, export FOLDER.
// It answers each command with one line of JSON. `peer.py` is the same program in PyTorch.
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { enableThreads, unregisterKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import { bytes, writeExchange } from './exchange.js';
import { onnxRuntimeVersion } from './installed.js';
import { prepareConcepts } from './jobs/concepts.js';
import { prepareExported } from './jobs/exported.js';
import { prepareGenes } from './jobs/genes.js';
import { prepareGradient } from './jobs/gradient.js';
import { prepareIntegratedGradients } from './jobs/integrated-gradients.js';
import type { Job, Prepared } from './jobs/job.js';
import { prepareMatrixProduct } from './jobs/matrix-product.js';
import { prepareMethod } from './jobs/method.js';
import { prepareTraining } from './jobs/training.js';
import { kernelTimes } from './kernel-times.js';
import { timed } from './timed.js';
import type { Where } from './where.js';

const [jobText, threadsText, library] = process.argv.slice(2) as [string, string, Where['library']];
const where: Where = { library, threads: threadsText === '1' ? 1 : 2 };
if (library === 'stock') unregisterKernels();
await enableThreads(library === 'onnxruntime' ? 1 : where.threads);
await tf.setBackend('wasm');
const prepared = await prepare(JSON.parse(jobText) as Job);
const idle = await restartPeak();
const version =
  library === 'onnxruntime' ? `ONNX Runtime ${onnxRuntimeVersion()}` : `tfjs-wasm ${tf.version_core}`;
answer({ flops: prepared.flops, version, idle });

let last: unknown;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(' ');
  if (command === 'run') answer({ ...(await timed(run)), peak: await peak() });
  else if (command === 'values') answer({ values: base64(last as Float32Array) });
  else if (command === 'profile') answer({ kernels: await kernelTimes(prepared.run) });
  else if (command === 'export') {
    if (prepared.exchange) await writeExchange(argument!, prepared.exchange);
    answer({});
  }
}
process.exit();

async function run(): Promise<void> {
  last = undefined;
  last = await prepared.run();
}

function prepare(job: Job): Promise<Prepared> {
  switch (job.kind) {
    case 'gradient':
      return prepareGradient(job, where);
    case 'integrated gradients':
      return prepareIntegratedGradients(job, where);
    case 'concepts':
      return prepareConcepts(job, where);
    case 'genes':
      return prepareGenes(job, where);
    case 'exported':
      return prepareExported(job, where);
    case 'method':
      return prepareMethod(job);
    case 'training':
      return prepareTraining(job);
    case 'matrix product':
      return prepareMatrixProduct(job, where);
  }
}

/** Resets the peak of the resident memory (Linux), and returns the resident megabytes now. */
async function restartPeak(): Promise<number> {
  globalThis.gc?.();
  await writeFile('/proc/self/clear_refs', '5').catch(() => {});
  return process.memoryUsage.rss() / 1e6;
}

/** Peak resident megabytes since the reset; on systems other than Linux, since the process began. */
async function peak(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kilobytes = Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
  return (kilobytes * 1024) / 1e6;
}

function base64(values: Float32Array): string {
  return bytes(values).toString('base64');
}

function answer(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
