import { engine, env } from '@tensorflow/tfjs-core';
import { browserFactory } from './browser-threads.js';
import { nodeFactory, registerThreadedBackend } from './threaded-backend.js';

/** tfjs' build of XNNPACK starts with eight workers, and cannot add one while it waits for its threads. */
const MOST_THREADS = 8;

/**
 * Lets the wasm backend compute with `count` threads: XNNPACK's convolutions, matrix products and elementwise
 * operations share their work, tfjs' other kernels do not. Call it before `tf.setBackend('wasm')`, and wait for it:
 *
 *     await enableThreads(2);
 *     await tf.setBackend('wasm');
 *
 * In browsers tfjs starts threads by itself, as many as half of the logical cores, where the page is cross-origin
 * isolated; this function checks that it is, and sets their number, which may be more. In Node tfjs switches threads
 * off; this function registers a backend `wasm` that has them. They end with the process, or with
 * `tf.removeBackend('wasm')`, and do not keep the process alive. `enableThreads(1)` takes it back.
 *
 * @param count threads, the calling one included, 1 to 8; the machine's physical cores are a good number
 * @throws RangeError for a count out of range; Error where the wasm backend has been initialised, where a browser's page
 * is not cross-origin isolated, where WebAssembly has no SIMD or no threads, and in Node where tfjs-backend-wasm was
 * bundled into the program
 */
export async function enableThreads(count: number): Promise<void> {
  checkCount(count);
  checkNotInitialised();
  if (env().getBool('IS_NODE')) {
    await checkSimd();
    registerThreadedBackend(count, nodeFactory);
    return;
  }
  if (count > 1) {
    checkIsolated(globalThis);
    await checkSimd();
    if (!(await env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'))) {
      throw new Error('enableThreads: this browser has no WebAssembly threads; use enableThreads(1)');
    }
  }
  registerThreadedBackend(count, browserFactory);
}

/** Throws unless shared memory is allowed here. Exported for its test. */
export function checkIsolated(scope: { readonly crossOriginIsolated?: boolean }): void {
  if (scope.crossOriginIsolated === true) return;
  throw new Error(
    'enableThreads: expected a cross-origin isolated page (crossOriginIsolated is ' +
      `${scope.crossOriginIsolated}), without which browsers give no shared memory; serve the page over https or ` +
      'from localhost with the headers "Cross-Origin-Opener-Policy: same-origin" and ' +
      '"Cross-Origin-Embedder-Policy: require-corp", or use enableThreads(1)',
  );
}

function checkCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_THREADS) return;
  throw new RangeError(
    `enableThreads: expected a whole number of threads, 1 to ${MOST_THREADS}, got ${count}`,
  );
}

function checkNotInitialised(): void {
  const { registry, backendName } = engine();
  // while it starts, its name is set and its place empty
  if (!('wasm' in registry) && backendName !== 'wasm') return;
  throw new Error(
    'enableThreads: the wasm backend has been initialised, and keeps the threads that it has; call enableThreads ' +
      "before the first tf.setBackend('wasm'), tf.ready() or operation",
  );
}

async function checkSimd(): Promise<void> {
  if (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) return;
  throw new Error(
    'enableThreads: WebAssembly has no SIMD here, which tfjs asks of threads; use enableThreads(1)',
  );
}
