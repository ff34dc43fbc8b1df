import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { networkGradients } from './network-gradients.js';
import { type OpenPage, openPage } from './open-page.js';
import { relativeDifference } from './relative-difference.js';

type WasmPage = OpenPage<typeof import('./pages/wasm.js')>;

/** Relative to a gradient's largest value: float32 sums of up to 4 × 120 × 16 products, added in a different order. */
const TOLERANCE = 1e-5;

describe.skipIf(chromiumPath === undefined)(`@csm/wasm in Chromium${why}`, () => {
  let page: WasmPage;
  let isolated: WasmPage;
  beforeAll(async () => {
    page = await openPage('wasm');
    isolated = await openPage('wasm', { isolated: true });
  });
  afterAll(async () => {
    await page?.close();
    await isolated?.close();
  });

  it('registers its kernels on import', async () => {
    for (const name of ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropInput']) {
      expect(await page.call('hasKernel', name)).toBe(true);
    }
  });

  it('enableThreads names the missing headers, and the page still runs with one thread', async () => {
    expect(await page.call('isIsolated')).toBe(false);
    await expect(page.call('enableThreads', 2)).rejects.toThrow(
      /enableThreads: expected a cross-origin isolated page.*Cross-Origin-Opener-Policy: same-origin.*Cross-Origin-Embedder-Policy: require-corp/,
    );
    await page.call('enableThreads', 1);
    await page.call('networkGradients', 'wasm');
    expect(await page.call('getThreadsCount')).toBe(1);
  });

  it('enableThreads gives an isolated page the number of threads that it asks for', async () => {
    const cores = await isolated.call('logicalCores');
    expect(await isolated.call('isIsolated')).toBe(true);
    // One more than tfjs uses by default: 2 on a machine with two cores.
    const count = Math.min(8, Math.floor(cores / 2) + 1);
    await isolated.call('enableThreads', 1);
    await isolated.call('enableThreads', count);
    await isolated.call('networkGradients', 'wasm');
    expect(await isolated.call('getThreadsCount')).toBe(count);
    expect(await isolated.call('logicalCores')).toBe(cores);
    await expect(isolated.call('enableThreads', 2)).rejects.toThrow(
      'the wasm backend is already initialised',
    );
  });

  it('computes the same gradients as the cpu backend, in the page and in Node, with any number of threads', async () => {
    const expected = await networkGradients('cpu');
    const inPage = await page.call('networkGradients', 'cpu');
    const wasm = await page.call('networkGradients', 'wasm');
    const threaded = await isolated.call('networkGradients', 'wasm');
    for (const name of ['images', 'filter', 'scale', 'offset', 'depthwise', 'dense'] as const) {
      expect(relativeDifference(inPage[name], expected[name]), `${name}, cpu`).toBeLessThan(TOLERANCE);
      expect(relativeDifference(wasm[name], expected[name]), `${name}, wasm`).toBeLessThan(TOLERANCE);
      // Each value is computed by one thread, in the same order as without threads.
      expect(threaded[name], `${name}, threads`).toEqual(wasm[name]);
    }
  });

  it('logs no error to the console', () => {
    expect([...page.errors, ...isolated.errors]).toEqual([]);
  });
});
