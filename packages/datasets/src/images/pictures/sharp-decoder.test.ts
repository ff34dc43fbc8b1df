import { encode } from 'fast-png';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkEndMark } from './browser-decoder.js';
import { decodePicture } from './decode-picture.js';
import { sharpDecoder } from './sharp-decoder.js';

const decode = async (bytes: Uint8Array) => decodePicture(bytes, await sharpDecoder('test'), 'test');
const png = (channels: 1 | 2 | 3 | 4, depth: 8 | 16, ...values: number[]) => {
  const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
  return encode({ width: values.length / channels, height: 1, data, channels, depth });
};

describe('sharpDecoder', () => {
  // fast-png, an independent PNG codec, writes the pictures.
  it.each([
    ['red, green, blue', png(3, 8, 1, 2, 3, 250, 0, 7), [1, 2, 3, 250, 0, 7]],
    ['grey', png(1, 8, 0, 100, 255), [0, 0, 0, 100, 100, 100, 255, 255, 255]],
    ['transparency over white', png(4, 8, 10, 20, 30, 255, 10, 20, 30, 0), [10, 20, 30, 255, 255, 255]],
    ['16 bits', png(3, 16, 0, 257 * 100, 65_535), [0, 100, 255]],
    ['grey of 16 bits', png(1, 16, 257 * 9, 257 * 200), [9, 9, 9, 200, 200, 200]],
  ])('decodes a PNG: %s', async (_what, bytes, values) => {
    const picture = await decode(bytes);
    const { channels, data, white } = picture;
    const pixels = channels === 3 ? [...data] : [...data].flatMap((value) => [value, value, value]);
    expect(pixels).toEqual(values);
    expect([picture.height, white]).toEqual([1, 255]);
  });

  it('decodes a JPEG close to its source, and rotates it by its EXIF orientation', async () => {
    const pixels = Uint8Array.from({ length: 32 * 16 * 3 }, (_, i) =>
      Math.floor(i / 3) % 32 < 16 ? 30 : 220,
    );
    const source = sharp(pixels, { raw: { width: 32, height: 16, channels: 3 } });
    const upright = await decode(await source.clone().jpeg({ quality: 95 }).toBuffer());
    expect([upright.width, upright.height, upright.channels]).toEqual([32, 16, 3]);
    for (const [i, value] of upright.data.entries()) expect(Math.abs(value - pixels[i]!)).toBeLessThan(20);
    // Orientation 6 means a rotation by 90° clockwise: the left side becomes the top.
    const turned = await decode(await source.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect([turned.width, turned.height]).toEqual([16, 32]);
    expect(turned.data[0]).toBeLessThan(80);
    expect(turned.data.at(-1)).toBeGreaterThan(180);
  });
});

describe('checkEndMark', () => {
  it('accepts complete pictures and rejects truncated ones', async () => {
    const source = sharp({ create: { width: 60, height: 60, channels: 3, background: '#123456' } });
    for (const bytes of [await source.clone().jpeg().toBuffer(), await source.clone().png().toBuffer()]) {
      checkEndMark(bytes);
      checkEndMark(Buffer.concat([bytes, Buffer.alloc(20)]));
      expect(() => checkEndMark(bytes.subarray(0, bytes.length - 8))).toThrow(
        'browserDecoder: the end mark is missing.',
      );
    }
  });
});
