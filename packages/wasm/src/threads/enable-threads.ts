import { checkCount, invalidArgument } from '@csm/base';
import { engine, env } from '@tensorflow/tfjs-core';
import { browserFactory } from './browser-threads.js';
import { nodeFactory, registerThreadedBackend } from './threaded-backend.js';

/** tfjs' build of XNNPACK starts with eight workers and cannot add one while it waits for its threads. */
const MOST_THREADS = 8;

/**
 * Lets the wasm backend compute with `count` threads: XNNPACK's convolutions, matrix products and elementwise operations
 * share their work; tfjs' other kernels do not. Call it before `tf.setBackend('wasm')` and await it:
 *
 *     await enableThreads(2);
 *     await tf.setBackend('wasm');
 *
 * In browsers tfjs starts threads by default, half as many as there are logical cores, if the page is cross-origin
 * isolated; this function checks that it is, and sets the number of threads, which may be larger. In Node tfjs does
 * not use threads; this function registers a backend `wasm` that has threads. They end with the process or with
 * `tf.removeBackend('wasm')`, and do not keep the process alive. `enableThreads(1)` restores tfjs' own backend.
 *
 * @param count number of threads including the calling one, 1 to 8; the number of physical cores is a good choice.
 * @throws if the count is out of range; if the wasm backend is already initialised; in browsers, if the page is not cross-origin
 *   isolated; if WebAssembly has no SIMD or no threads; in Node, if tfjs-backend-wasm is bundled into the program.
 * @category Threads
 */
export async function enableThreads(count: number): Promise<void> {
  checkCount('enableThreads', 'count', count, { max: MOST_THREADS });
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
      throw invalidArgument('enableThreads: this browser has no WebAssembly threads; use enableThreads(1).');
    }
  }
  registerThreadedBackend(count, browserFactory);
}

/** @throws unless the page may share memory between threads. */
export function checkIsolated(scope: { readonly crossOriginIsolated?: boolean }): void {
  if (scope.crossOriginIsolated === true) return;
  throw invalidArgument(
    'enableThreads: expected a cross-origin isolated page, which browsers require for shared memory; crossOriginIsolated is ' +
      `${scope.crossOriginIsolated}; serve the page over https or from localhost with the headers ` +
      '"Cross-Origin-Opener-Policy: same-origin" and "Cross-Origin-Embedder-Policy: require-corp", or use enableThreads(1).',
  );
}

function checkNotInitialised(): void {
  const { registry, backendName } = engine();
  // While the backend starts, its name is set but it is not in the registry.
  if (!('wasm' in registry) && backendName !== 'wasm') return;
  throw invalidArgument(
    'enableThreads: the wasm backend is already initialised and keeps its threads; call enableThreads before the first ' +
      "tf.setBackend('wasm'), tf.ready() or operation.",
  );
}

async function checkSimd(): Promise<void> {
  if (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) return;
  throw invalidArgument(
    'enableThreads: WebAssembly has no SIMD here, which tfjs needs for threads; use enableThreads(1).',
  );
}
