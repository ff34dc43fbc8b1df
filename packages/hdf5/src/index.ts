// Only tests and benchmarks run this file: the build replaces it (tsup.config.ts) with the packed bytes that it returns.
import { bundleWorker, decoderBytes, libraryBytes } from './make-worker-code.js';

/**
 * The program of the worker that reads and writes HDF5: one script that includes h5wasm without its WebAssembly.
 * @category HDF5
 */
export async function workerCode(): Promise<Uint8Array> {
  const { build } = await import('esbuild');
  return bundleWorker(build);
}

/**
 * The WebAssembly of h5wasm.
 * @category HDF5
 */
export const libraryCode = (): Promise<Uint8Array> => libraryBytes();

/**
 * The decoder of a compression, such as `'zstd'`: a library that libhdf5 loads.
 * @category HDF5
 */
export const decoderCode = (name: string): Promise<Uint8Array> => decoderBytes(name);
