import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { type EncoderMaps, encoderMaps } from './encoder-maps.js';
import { type OpenPage, openPage } from './open-page.js';
import { relativeDifference } from './relative-difference.js';

/** Relative to a map's largest value: both compute in float32, with different orders of summation. */
const TOLERANCE = 1e-5;

describe.skipIf(chromiumPath === undefined)(`ONNX Runtime in Chromium${why}`, () => {
  let page: OpenPage<typeof import('./pages/runtime.js')>;
  let expected: EncoderMaps;
  beforeAll(async () => {
    page = await openPage('runtime');
    expected = await encoderMaps('cpu');
  });
  afterAll(() => page?.close());

  it.for(['wasm', 'webgpu'] as const)(
    'computes the same maps as TensorFlow.js in Node, in session "%s"',
    async (session, { skip }) => {
      skip(session === 'webgpu' && !(await page.call('hasWebgpu')), 'this Chromium has no WebGPU');
      const found = await page.call('runtimeMaps', session);
      expect(relativeDifference(found.scores, expected.scores), 'scores').toBeLessThan(TOLERANCE);
      for (const [method, map] of Object.entries(expected.maps)) {
        expect(relativeDifference(found.maps[method] ?? [], map), method).toBeLessThan(TOLERANCE);
      }
      expect(found.leaked).toBe(0);
    },
  );
});
