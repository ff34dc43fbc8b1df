import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { picture } from '../../test/arbitrary-picture.js';
import { upscale } from './upscale.js';

describe('upscale', () => {
  test('makes each pixel a square and does not change the source', () => {
    fc.assert(
      fc.property(picture, fc.integer({ min: 1, max: 4 }), (image, factor) => {
        const before = Uint8Array.from(image.data);
        const large = upscale(image, factor);
        expect([large.width, large.height]).toEqual([image.width * factor, image.height * factor]);
        const expected = Array.from(large.data, (_, byte) => {
          const [x, y] = [Math.floor(byte / 4) % large.width, Math.floor(byte / 4 / large.width)];
          return image.data[4 * (Math.floor(y / factor) * image.width + Math.floor(x / factor)) + (byte % 4)];
        });
        expect([...large.data]).toEqual(expected);
        expect(image.data).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  test('rejects invalid factors', () => {
    const image = { width: 1, height: 1, data: new Uint8Array(4) };
    for (const factor of [0, -1, 1.5, Number.NaN])
      expect(() => upscale(image, factor)).toThrow(
        /^upscale: factor must be a whole number of at least 1; got/,
      );
  });
});
