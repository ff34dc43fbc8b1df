import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNetpbm } from './netpbm.js';
import { pictureFormat } from './picture-header.js';

const bytesOf = (text: string, ...rest: number[]) =>
  Uint8Array.of(...new TextEncoder().encode(text), ...rest);

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 6 }),
    white: fc.constantFrom(1, 7, 100, 255, 256, 65_535),
    grey: fc.boolean(),
    digits: fc.boolean(),
    gap: fc.constantFrom(' ', '\n', '\t ', ' # by hand, 640 480\n', '\n#\n  '),
  })
  .chain((header) => {
    const length = header.width * header.height * (header.grey ? 1 : 3);
    const value = fc.integer({ min: 0, max: header.white });
    return fc.record({
      header: fc.constant(header),
      values: fc.array(value, { minLength: length, maxLength: length }),
    });
  });

describe('decodeNetpbm', () => {
  it('reads pictures that were written in every form', () => {
    fc.assert(
      fc.property(pictures, ({ header: { width, height, white, grey, digits, gap }, values }) => {
        const kind = `P${(digits ? 2 : 5) + (grey ? 0 : 1)}`;
        const text = `${kind}${gap}${width}${gap}${height}${gap}${white}\n`;
        const binary = white > 255 ? values.flatMap((value) => [value >> 8, value & 255]) : values;
        const bytes = digits
          ? bytesOf(`${text}${values.join(gap.includes('#') ? '\n' : gap)}\n`)
          : bytesOf(text, ...binary);
        const picture = decodeNetpbm(bytes, 'test');
        expect([picture.width, picture.height, picture.white, picture.channels]).toEqual([
          width,
          height,
          white,
          grey ? 1 : 3,
        ]);
        expect([...picture.data]).toEqual(values);
        expect(pictureFormat(bytes, 'test')).toBe('PGM/PPM');
      }),
    );
  });

  it('fails only with a message of its own, whatever the bytes', () => {
    const broken = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 40 }).map((rest) => bytesOf('P5 3 3 255\n', ...rest)),
      fc.string({ maxLength: 40 }).map((rest) => bytesOf(`P3 2 2 9 ${rest}`)),
    );
    fc.assert(
      fc.property(broken, (bytes) => {
        try {
          expect(decodeNetpbm(bytes, 'file x').data.length).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect((error as Error).message).toMatch(/^file x: /);
        }
      }),
    );
  });
});
