import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { picture } from '../../test/arbitrary-picture.js';
import { encodePng, pngDataUri } from './png.js';

describe('encodePng', () => {
  test('decoding gives what was encoded', () => {
    fc.assert(
      fc.property(picture, (image) => {
        const { width, height, channels, depth, data } = decode(encodePng(image));
        expect({ width, height, channels, depth }).toEqual({
          width: image.width,
          height: image.height,
          channels: 4,
          depth: 8,
        });
        expect(Buffer.from(data as Uint8Array)).toEqual(Buffer.from(image.data));
      }),
    );
  });

  test('the data URI holds the same bytes, also with several slices', () => {
    let state = 1;
    // Noise does not compress, so the file is longer than the 32,768 bytes of a slice.
    const data = Uint8Array.from({ length: 4 * 120 * 120 }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 24;
    });
    const image = { width: 120, height: 120, data };
    const uri = pngDataUri(image);
    expect(uri.startsWith('data:image/png;base64,')).toBe(true);
    const bytes = Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
    expect(bytes.length).toBeGreaterThan(0x8000);
    expect(bytes).toEqual(Buffer.from(encodePng(image)));
  });

  test.each([
    [
      { width: 2, height: 2, data: new Uint8Array(15) },
      /^encodePng: image of 2×2 pixels must have 16 bytes \(RGBA\); got 15\.$/,
    ],
    [
      { width: 0, height: 2, data: new Uint8Array(0) },
      /^encodePng: the width of image must be a whole number of at least 1; got 0\.$/,
    ],
    [
      { width: 1.5, height: 2, data: new Uint8Array(12) },
      /the width of image must be a whole number of at least 1; got 1.5\.$/,
    ],
    [
      { width: 1, height: 1, data: [0, 0, 0, 255] as never },
      /the data of image must be RGBA bytes, a Uint8Array or Uint8ClampedArray; got an array\.$/,
    ],
    [
      { width: 16385, height: 1, data: new Uint8Array(4 * 16385) },
      /^encodePng: the result must have at most 16384 pixels a side; it would have 16385×1 pixels/,
    ],
    [undefined as never, /^encodePng: image must be a picture \{ width, height, data \}.*; got undefined\.$/],
    [
      { data: new Uint8Array(4) } as never,
      /the width of image must be a whole number of at least 1; got undefined\.$/,
    ],
  ])('rejects malformed pictures (%#)', (image, message) => {
    expect(() => encodePng(image)).toThrow(message);
  });
});
