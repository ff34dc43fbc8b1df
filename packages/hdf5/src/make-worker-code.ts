import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { invalidFile } from '../../base/src/errors.js';
import { patchLzf } from './patch-lzf.js';

/** esbuild's function. tsup and the tests have one each. */
export type Esbuild = typeof import('esbuild').build;

const installed = (path: string) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

/** The WebAssembly in the script of h5wasm: a text with one byte per character. */
const BINARY = /findWasmBinary\(\)\{return binaryDecode\('((?:[^'\\]|\\.)*)'\)\}/s;

/** The WebAssembly of h5wasm, which is compiled once for all workers. */
export async function libraryBytes(): Promise<Uint8Array> {
  const script = await readFile(installed('h5wasm/dist/esm/hdf5_util.js'), 'utf8');
  const text = BINARY.exec(script)?.[1] ?? '';
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r' };
  const plain = text.replace(/\\(.)/gs, (_, character: string) => escapes[character] ?? character);
  const bytes = Uint8Array.from(plain, (character) => character.charCodeAt(0));
  if (WebAssembly.validate(bytes)) return bytes;
  throw invalidFile(
    'libraryBytes: expected WebAssembly in hdf5_util.js of h5wasm; it has another form; check how this version of h5wasm contains it.',
  );
}

/** Leaves the WebAssembly out, as workers get it compiled. */
const withoutBinary: Plugin = {
  name: 'without-binary',
  setup({ onLoad }) {
    onLoad({ filter: /hdf5_util\.js$/ }, async ({ path }) => {
      const script = await readFile(path, 'utf8');
      return { contents: script.replace(BINARY, 'findWasmBinary(){return new Uint8Array(0)}') };
    });
  },
};

/**
 * Bundles the program of the worker with h5wasm into one script. It is kept as text, not as a file with an address: bundlers
 * find a worker's file only with special settings (esbuild never does), but every bundler copies text.
 */
export async function bundleWorker(build: Esbuild): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../base/src/hdf5/worker/main.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    external: ['node:*'],
    plugins: [withoutBinary],
    // h5wasm reads import.meta only to find files that are not needed.
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

/** The licences of the code in the worker and the decoders, which must be distributed with it. */
export async function licences(): Promise<string> {
  const texts = await Promise.all([
    readFile(installed('h5wasm/LICENSE.txt'), 'utf8'),
    readFile(installed('h5wasm-plugins/COPYING'), 'utf8'),
  ]);
  return texts.join('\n\n');
}
