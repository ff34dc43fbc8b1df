// Only tests and benchmarks run this file: builds replace it (tsup.shared.ts) with the packed bytes that it returns.
import { bundleWorker, decoderBytes, libraryBytes } from './make-worker-code.js';

/** The program of the worker: one script that includes h5wasm without its WebAssembly. */
export async function workerCode(): Promise<Uint8Array> {
  const { build } = await import('esbuild');
  return bundleWorker(build);
}

/** The WebAssembly of h5wasm. */
export const libraryCode = (): Promise<Uint8Array> => libraryBytes();

/** The decoder of a compression, a library that libhdf5 loads. */
export const decoderCode = (name: string): Promise<Uint8Array> => decoderBytes(name);
