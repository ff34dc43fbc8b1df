import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { bundlePage } from './bundle-page.js';

const { resolve } = createRequire(import.meta.url);
/** The folders of files that a page loads at run time, by their names on the server. */
const folders: Record<string, string> = {
  wasm: dirname(resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm')),
  ort: dirname(resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm')),
};

/** The headers that make a page cross-origin isolated. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** A page served on this machine. */
export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a page of `pages/` with a promise of its exports as the global `page`, the files of the wasm backend under `/wasm/`, and those
 * of ONNX Runtime under `/ort/`.
 */
export async function servePage(
  name: string,
  { isolated, keepNames }: { isolated: boolean; keepNames: boolean },
): Promise<ServedPage> {
  const files = await bundlePage(name, { keepNames });
  const html =
    '<!doctype html><title>test</title><link rel="icon" href="data:,"><input type="file" webkitdirectory>' +
    `<script>globalThis.page = import('/${name}.js');</script>`;
  files.set('/index.html', new TextEncoder().encode(html));
  const read = async (path: string) => {
    const [, folder = '', file = ''] = /^\/(\w+)\/([\w.-]+\.(?:wasm|mjs))$/.exec(path) ?? [];
    const inside = folders[folder];
    return inside === undefined ? files.get(path) : readFile(join(inside, file));
  };
  const server = createServer(async ({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const body = await read(path).catch(() => undefined);
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      ...(isolated && isolation),
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
