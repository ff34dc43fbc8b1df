import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { syntheticFaces } from '@csm/datasets';
import { encodePng, renderImage } from '@csm/render';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, startChromium, why } from '../../test/browser/chromium.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
/** The policies that docs/guide/in-the-browser.md states: of the page, and of the worker's program. */
const POLICY = "default-src 'self'; img-src 'self' data:";
const WORKER_POLICY = "default-src 'self'; script-src 'self' 'unsafe-eval'";

/** Serves a folder on this machine, with the policy. */
async function serve(folder: string) {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = url === '/' ? '/index.html' : url;
    const body = await readFile(join(folder, path)).catch(() => undefined);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(body ? 200 : 404, {
      'Content-Type': type,
      'Content-Security-Policy': /worker.*\.js$/.test(path) ? WORKER_POLICY : POLICY,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Synthetic faces as files for the page's inputs: 24 with glasses, and 24 without. */
function facesAsFiles() {
  const { images, attributes, attributeNames } = syntheticFaces({ count: 120, size: 32, seed: 4 });
  const glasses = attributeNames.indexOf('Eyeglasses');
  const file = (face: number) => ({
    name: `${face}.png`,
    mimeType: 'image/png',
    buffer: Buffer.from(encodePng(renderImage(images.pick(face)))),
  });
  const having = (value: number) =>
    Array.from({ length: 120 }, (_, face) => face)
      .filter((face) => attributes.get(face, glasses) === value)
      .slice(0, 24)
      .map(file);
  return { with: having(1), without: having(0) };
}

describe.skipIf(chromiumPath === undefined)(`the page of examples/browser${why}`, () => {
  const closing: (() => Promise<unknown>)[] = [];
  let page: import('playwright-core').Page;
  const errors: string[] = [];
  beforeAll(async () => {
    const outDir = await mkdtemp(join(tmpdir(), 'csm-page-'));
    // vite.config.ts bundles main.ts, worker.ts with messages.ts, and env.d.ts declares their imports.
    await build({ root: here, logLevel: 'error', build: { outDir, emptyOutDir: true } });
    const served = await serve(outDir);
    const browser = await startChromium();
    closing.push(() => browser.close(), served.close);
    page = await browser.newPage();
    page.setDefaultTimeout(0);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(served.url);
  });
  /** What the page says after it has said that it reads the files. */
  const answered = async () => {
    const output = page.locator('output');
    await output.filter({ hasText: /^(?!Reading).+/ }).waitFor();
    return (await output.textContent()) ?? '';
  };
  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('draws the map of a picture that the user chose, with a policy that forbids everything else', async () => {
    const faces = facesAsFiles();
    await page.getByLabel('Encoder').setInputFiles(`${here}../onnx/encoder.onnx`);
    await page.getByLabel('Pictures with the concept').setInputFiles(faces.with);
    await page.getByLabel('Pictures without it').setInputFiles(faces.without);
    await page.getByRole('button', { name: 'Explain' }).click();
    const answer = await answered();
    // The encoder was trained on such faces, so a face with glasses has a positive score.
    expect(answer).toMatch(/^Score of the first picture: \d/);
    const { width, reds } = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let reds = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i]! > data[i + 2]! + 60) reds++;
      return { width: canvas.width, reds };
    });
    expect(width).toBe(256);
    expect(reds).toBeGreaterThan(64);
    expect(errors).toEqual([]);
  });

  it('says what is wrong with a file', async () => {
    const file = { name: 'encoder.onnx', mimeType: 'text/html', buffer: Buffer.from('<!doctype html>') };
    await page.getByLabel('Encoder').setInputFiles(file);
    await page.getByRole('button', { name: 'Explain' }).click();
    expect(await answered()).toMatch(/^onnxEncoder: .* an HTML page; the download failed/);
  });
});

it('serves with the policies that docs/guide/in-the-browser.md states', async () => {
  const guide = await readFile(`${here}../../docs/guide/in-the-browser.md`, 'utf8');
  expect(guide).toContain(`Content-Security-Policy: ${POLICY}\n`);
  expect(guide).toContain(`Content-Security-Policy: ${WORKER_POLICY}\n`);
});
