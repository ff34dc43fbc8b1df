// Serves a bundled page, opens it in Chromium and calls its function for each backend.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath, launchOptions } from '../../test/browser/chromium-options.mjs';

const browserTests = createRequire(
  fileURLToPath(new URL('../../test/browser/package.json', import.meta.url)),
);
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Starts Chromium. @returns undefined if it is not on the PATH. */
export async function startBrowser() {
  if (chromiumPath === undefined) return undefined;
  return browserTests('playwright-core').chromium.launch(launchOptions);
}

/** The numbers of each backend, or why there are none. */
export async function numbersInBrowser(browser, folder, built, script, backends) {
  const wasm = dirname(
    createRequire(join(folder, 'package.json')).resolve(
      '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm',
    ),
  );
  const server = createServer(async ({ url = '/' }, response) => {
    const path = url.split('?')[0];
    try {
      const body =
        path === '/'
          ? `<!doctype html><title>matrix</title><link rel="icon" href="data:,"><script type="module" src="/${script}"></script>`
          : await readFile(
              path === '/encoder.onnx' || path === '/bulb.h5ad'
                ? join(folder, path)
                : path.startsWith('/wasm/')
                  ? join(wasm, path.slice(6))
                  : join(built, path),
            );
      response.writeHead(200, {
        'Content-Type': path === '/' ? TYPES['.html'] : (TYPES[extname(path)] ?? 'application/octet-stream'),
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const results = {};
  try {
    for (const backend of backends) {
      const page = await browser.newPage();
      const errors = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      await page.goto(`http://127.0.0.1:${server.address().port}/`);
      results[backend] = await page
        .waitForFunction(() => globalThis.numbers !== undefined, undefined, { timeout: 60_000 })
        .then(() => page.evaluate((name) => globalThis.numbers(name), backend))
        .then((numbers) => ({ numbers }))
        .catch(({ message }) => ({ problem: errors[0] ?? message.split('\n')[0] }));
      await page.close();
    }
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
  return results;
}
