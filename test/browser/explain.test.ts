import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { type EncoderMaps, encoderMaps } from './encoder-maps.js';
import { type OpenPage, openPage } from './open-page.js';
import { relativeDifference } from './relative-difference.js';

/**
 * Relative to a map's largest value. All backends compute in float32 (WebGL: `highp` with float32 textures), each
 * with a different order of summation. The largest difference seen is 9.5e-7, for occlusion, whose maps are
 * differences of scores.
 */
const TOLERANCE = 1e-5;

describe.skipIf(chromiumPath === undefined)(`explain in Chromium${why}`, () => {
  let page: OpenPage<typeof import('./pages/explain.js')>;
  let expected: EncoderMaps;
  beforeAll(async () => {
    page = await openPage('explain');
    expected = await encoderMaps('cpu');
  });
  afterAll(() => page?.close());

  it.for(['cpu', 'wasm', 'webgl', 'webgpu'])(
    'computes the same maps as Node, on %s',
    async (backend, { skip }) => {
      const starts = await page.call('startsInFloat32', backend);
      skip(!starts && backend.startsWith('webg'), `this Chromium has no ${backend} with float32`);
      const found = await page.call('encoderMaps', backend);
      expect(relativeDifference(found.scores, expected.scores), 'scores').toBeLessThan(TOLERANCE);
      for (const [method, map] of Object.entries(expected.maps)) {
        expect(relativeDifference(found.maps[method]!, map), method).toBeLessThan(TOLERANCE);
      }
      expect(found.leaked).toBe(0);
    },
  );

  it('logs no error to the console', () => {
    expect(page.errors).toEqual([]);
  });
});
