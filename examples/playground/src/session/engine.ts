import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import { followTensors } from './follow-tensors.js';
import { inJob, type JobId } from './in-job.js';
import type { EngineName } from './settings.js';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threads,
});

/** What the page can ask the worker about its engine. */
export const engineCalls = {
  startEngine: (name: EngineName, job: JobId): Promise<EngineName> => inJob(job, () => startEngine(name)),
};

/**
 * Starts TensorFlow.js on WebAssembly, or on WebGPU, whose code is loaded on first use.
 * @returns the engine that runs: WebAssembly if the browser has no WebGPU.
 */
async function startEngine(name: EngineName): Promise<EngineName> {
  if (name === 'webgpu' && (await startWebgpu())) return 'webgpu';
  await readTensorsOfWebgpu?.();
  if (!(await setBackend('wasm'))) {
    throw new Error(
      'WebAssembly could not be started: a .wasm file did not load; reload the page while online.',
    );
  }
  return 'wasm';
}

let readTensorsOfWebgpu: (() => Promise<void>) | undefined;

async function startWebgpu(): Promise<boolean> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu;
  if (!(await gpu?.requestAdapter().catch(() => null))) return false;
  await import('@tensorflow/tfjs-backend-webgpu').catch(() => {
    throw new Error('The code for WebGPU did not load: go online and choose it again.');
  });
  if (!(await setBackend('webgpu').catch(() => false))) return false;
  readTensorsOfWebgpu ??= followTensors(backend());
  return true;
}
