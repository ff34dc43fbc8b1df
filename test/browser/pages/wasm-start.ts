import '@csm/wasm';
import { getThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend, square } from '@tensorflow/tfjs-core';

export { enableThreads } from '@csm/wasm';

/** Starts the wasm backend and squares 3 with it. */
export async function start(options: { readonly paths?: string }) {
  if (options.paths !== undefined) setWasmPaths(options.paths);
  if (!(await setBackend('wasm'))) return undefined;
  return { square: (await square(3).data())[0], threads: getThreadsCount() };
}
