/**
 * Times the engine in ONNX Runtime, TensorFlow.js on WebGPU and PyTorch side by side on a machine with a GPU:
 *
 *     npm install --prefix out/webgpu webgpu@0.6.2
 *     npx tsx benchmarks/onnx/gpu.ts [--rounds 5] [--engines "ort webgpu,tfjs webgpu,torch cuda"] [--small]
 *
 * CelebA encoder (untrained), float32 everywhere; images go to the device and maps come back in every run. Each engine has a process of its
 * own; in every round, each runs once. Prints a Markdown table per job, with the largest difference from the first engine's maps, relative to
 * their largest value. Engines that are not installed are left out, with the reason. CUDA in ONNX Runtime needs onnxruntime-node's CUDA files:
 * ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node.
 *
 * With `--small`, tiny pictures, and SwiftShader if there is no GPU: this only tests the program, and its times mean nothing.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { relativeDifference } from '../../test/browser/relative-difference.js';
import { missingForSwiftshader, SWIFTSHADER } from '../../test/swiftshader.js';
import { markdownTable } from '../markdown-table.js';
import { type Child, PEER, TORCH_ENVIRONMENT, whenReady } from '../performance/child.js';
import { valuesOf } from '../performance/exchange.js';
import { findTorch } from '../performance/installed.js';
import { median } from '../rounds.js';
import { ENGINES, type Engine, type GpuJob, JOBS, SMALL_JOBS } from './gpu-job.js';
import { startWebgpu } from './webgpu-in-node.js';

const ON_GPU: readonly Engine[] = ['ort webgpu', 'ort cuda', 'tfjs webgpu', 'torch cuda'];
const ON_PROCESSOR: readonly Engine[] = ['ort cpu', 'ort webgpu', 'tfjs webgpu', 'torch cpu'];
const WORKER = fileURLToPath(new URL('gpu-worker.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    engines: { type: 'string' },
    small: { type: 'boolean', default: false },
  },
});
const python = findTorch();
const gpu = await webgpuDevice();
const cuda = python ? cudaDevice(python) : undefined;
const isSoftware = gpu === undefined || /swiftshader|llvmpipe|lavapipe/i.test(gpu);
const hasGpu = !isSoftware || cuda !== undefined;
console.log(
  `WebGPU: ${gpu ?? 'no device'}. CUDA in PyTorch: ${cuda ?? 'no device'}. Processor: ${cpus()[0]?.model}.\n`,
);
if (hasGpu || values.small) {
  if (!hasGpu) console.log('There is no GPU, so these times only show that the program runs.\n');
  const engines = values.engines?.split(',').map(known) ?? (hasGpu ? ON_GPU : ON_PROCESSOR);
  for (const job of values.small ? SMALL_JOBS : JOBS) await measure(job, engines);
} else {
  console.log('There is no GPU; pass --small to test the program on the processor.');
  process.exitCode = 1;
}
process.exit();

function known(name: string): Engine {
  const engine = ENGINES.find((engine) => engine === name);
  if (engine === undefined) throw new Error(`gpu: unknown engine "${name}"; valid: ${ENGINES.join(', ')}.`);
  return engine;
}

/** Starts the engines, lets them take turns, and prints the table. */
async function measure(job: GpuJob, engines: readonly Engine[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'csm-gpu-'));
  const children = new Map<Engine, Child>();
  const missing: string[] = [];
  try {
    for (const engine of engines) {
      // One of ours comes first, because PyTorch uses its weights.
      const child = await start(engine, job, folder).catch((error: Error) => error.message);
      if (typeof child === 'string') missing.push(`${engine}: ${child}`);
      else {
        if (children.size === 0) await child.ask(`export ${folder}`);
        children.set(engine, child);
      }
    }
    for (const child of children.values()) await child.ask('run');
    const times = new Map([...children.keys()].map((engine) => [engine, [] as number[]]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [engine, child] of children) times.get(engine)?.push(Number((await child.ask('run')).ms));
    }
    const maps = await Promise.all([...children.values()].map(valuesOf));
    const rows = [...children].map(([engine, { ready }], k) => {
      const ms = times.get(engine) ?? [];
      const spread = `${Math.min(...ms).toFixed(1)} – ${Math.max(...ms).toFixed(1)}`;
      const difference = relativeDifference(maps[k] ?? [], maps[0] ?? []).toExponential(1);
      return [engine, `${ready.device}`, median(ms).toFixed(1), spread, difference];
    });
    console.log(`${job.title}\n`);
    console.log(markdownTable(['engine', 'device', 'median ms', 'min – max ms', 'difference'], rows));
    for (const line of missing) console.log(`\nNot measured: ${line}`);
    console.log();
  } finally {
    for (const child of children.values()) child.end();
    await rm(folder, { recursive: true });
  }
}

function start(engine: Engine, job: GpuJob, folder: string): Promise<Child> {
  const [library, device = ''] = engine.split(' ');
  const stdio: ['pipe', 'pipe', 'inherit'] = ['pipe', 'pipe', 'inherit'];
  if (library === 'torch') {
    if (python === undefined) return Promise.reject(new Error('no python3 has torch.'));
    const kind = job.steps === undefined ? 'gradient' : 'integrated gradients';
    const args = [PEER, JSON.stringify({ ...job, kind, device }), `${cpus().length}`, folder];
    const env = { ...process.env, ...TORCH_ENVIRONMENT };
    return whenReady(spawn(python, args, { stdio, env }), engine);
  }
  const env = { ...process.env, ...(isSoftware && missingForSwiftshader === undefined ? SWIFTSHADER : {}) };
  const args = ['--import', 'tsx', WORKER, engine, JSON.stringify(job)];
  return whenReady(spawn(process.execPath, args, { stdio, env }), engine);
}

/** The name of WebGPU's device; undefined, with the reason printed, if no device exists. */
async function webgpuDevice(): Promise<string | undefined> {
  try {
    return await startWebgpu();
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : error}\n`);
    return undefined;
  }
}

function cudaDevice(python: string): string | undefined {
  const program = 'import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else "")';
  return execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim() || undefined;
}
