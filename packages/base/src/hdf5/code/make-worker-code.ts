import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { patchLzf } from './patch-lzf.js';

/** esbuild's function. tsup and the tests have one each. */
export type Esbuild = typeof import('esbuild').build;

const installed = (path: string) => fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url));

/**
 * Bundles the program of the worker with h5wasm into one script. It is kept as text, not as a file with an address: bundlers
 * find the file of a worker only with settings of their own (esbuild never does), but every bundler copies text.
 */
export async function bundleWorker(build: Esbuild): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../worker/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    external: ['node:*'],
    // h5wasm reads import.meta only to find files that are not needed, as the WebAssembly is in its script.
    logOverride: { 'empty-import-meta': 'silent' },
    logLevel: 'error',
    tsconfigRaw: '{}',
  });
  return outputFiles[0]?.contents ?? new Uint8Array(0);
}

/** The library of h5wasm-plugins that decodes a compression. */
export async function decoderBytes(name: string): Promise<Uint8Array> {
  const library = new Uint8Array(await readFile(installed(`h5wasm-plugins/plugins/libH5Z${name}.so`)));
  return name === 'lzf' ? patchLzf(library) : library;
}

/** The licences of what the worker and the decoders contain, which ask to be passed on with it. */
export async function licences(): Promise<string> {
  const texts = await Promise.all([
    readFile(installed('h5wasm/LICENSE.txt'), 'utf8'),
    readFile(installed('h5wasm-plugins/COPYING'), 'utf8'),
  ]);
  return texts.join('\n\n');
}
