import * as fc from 'fast-check';
import type { RgbaImage } from '../src/pictures/rgba-image.js';

/** Pictures of random bytes, up to 9 × 9. */
export const picture: fc.Arbitrary<RgbaImage> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: 4 * width * height, maxLength: 4 * width * height })
      .map((data) => ({ width, height, data })),
  );
