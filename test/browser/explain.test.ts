import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, why } from './chromium.js';
import { type EncoderMaps, encoderMaps } from './encoder-maps.js';
import { type OpenPage, openPage } from './open-page.js';
import { relativeDifference } from './relative-difference.js';

/**
 * Share of a map's largest value. All backends compute in float32 (WebGL: `highp` in textures of float32), in another order
 * of summation each; the largest difference found is 9.5e-7, of occlusion, whose maps are differences of scores.
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
    'gives the maps that Node gives, on %s',
    async (backend, { skip }) => {
      const starts = await page.call('startsInFloat32', backend);
      skip(!starts && backend.startsWith('webg'), `this Chromium has no ${backend} of float32`);
      const found = await page.call('encoderMaps', backend);
      expect(relativeDifference(found.scores, expected.scores), 'scores').toBeLessThan(TOLERANCE);
      for (const [method, map] of Object.entries(expected.maps)) {
        expect(relativeDifference(found.maps[method]!, map), method).toBeLessThan(TOLERANCE);
      }
      expect(found.leaked).toBe(0);
    },
  );

  it('leaves no error in the console', () => {
    expect(page.errors).toEqual([]);
  });
});
