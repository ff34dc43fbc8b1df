// A process that gpu.ts starts: `gpu-worker.ts ENGINE JOB` prepares a job, then reads one command per line (run, values, export FOLDER) and
// answers with a line of JSON. `../performance/peer.py` is the same program in PyTorch.
import '@csm/wasm';
import '@tensorflow/tfjs-backend-cpu';
import { createInterface } from 'node:readline';
import { conceptVector, type Encoder, explain, layersEncoder } from '@csm/core';
import { gradient, integratedGradients } from '@csm/explainers';
import { runtimeEncoder } from '@csm/onnx/runtime';
import '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { encoderModel } from '../performance/encoders.js';
import { bytes, writeExchange } from '../performance/exchange.js';
import { drawnConcept, drawnImages } from '../performance/jobs/job.js';
import { timed } from '../performance/timed.js';
import type { Engine, GpuJob } from './gpu-job.js';
import { startWebgpu } from './webgpu-in-node.js';

const engine = process.argv[2] as Engine;
const { encoder: name, size, batch, steps } = JSON.parse(process.argv[3] ?? '') as GpuJob;

const device = await startTfjs();
const model = encoderModel(name, size);
const own = layersEncoder(model);
const inputs = drawnImages(batch, own.inputShape);
const concept = drawnConcept(own.latentSize);
const encoder = await chosen(own);
const images = ndarray(inputs, [batch, ...own.inputShape]);
const method =
  steps === undefined ? gradient() : integratedGradients({ steps, quadrature: 'riemann-middle' });
answer({ device });

let last = new Float32Array();
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument = ''] = line.split(' ');
  if (command === 'run') answer(await timed(run));
  else if (command === 'values') answer({ values: bytes(last).toString('base64') });
  else if (command === 'export') {
    await writeExchange(argument, { model, inputs, concept });
    answer({});
  }
}
process.exit();

async function run(): Promise<void> {
  const { maps } = await explain(encoder, conceptVector('drawn', concept), images, method, {
    batchSize: batch,
    onWarning: () => {},
  });
  last = Float32Array.from(maps.data);
}

/** Starts the backend that the engine needs, and returns the name of the device, if it is known. */
async function startTfjs(): Promise<string> {
  if (engine === 'tfjs webgpu') return startWebgpu();
  await setBackend('wasm');
  return engine === 'ort cpu' || engine === 'tfjs wasm' ? 'processor' : 'as ONNX Runtime chose';
}

async function chosen(encoder: Encoder): Promise<Encoder> {
  switch (engine) {
    case 'ort cpu':
      return runtimeEncoder(encoder, { session: 'cpu' });
    case 'ort webgpu':
      return runtimeEncoder(encoder, { session: 'webgpu' });
    case 'ort cuda':
      return runtimeEncoder(encoder, { session: 'cuda' });
    default:
      return encoder;
  }
}

function answer(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
