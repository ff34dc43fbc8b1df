import { describe, expect, it } from 'vitest';
import { picturesOfAllFormats } from '../../../test/pictures-of-all-formats.js';
import { pictureFormat } from './picture-header.js';

const pictures = picturesOfAllFormats();

/** A picture whose header claims another size. */
async function claiming(name: string, width: number, height: number, length = 0): Promise<Uint8Array> {
  const bytes = Buffer.from((await pictures)[name] ?? []);
  const isPng = name.endsWith('.png');
  if (isPng) {
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
  } else {
    let at = 2;
    while (bytes[at + 1] !== 0xc0 && bytes[at + 1] !== 0xc2) at += 2 + bytes.readUInt16BE(at + 2);
    bytes.writeUInt16BE(height, at + 5);
    bytes.writeUInt16BE(width, at + 7);
  }
  return Buffer.concat([bytes, Buffer.alloc(length)]);
}

describe('pictureFormat', () => {
  it.each([
    [
      'rgb.png',
      21_624,
      1_592_119_235,
      0,
      /at most 100 megapixels; the PNG header says 21624×1592119235 pixels/,
    ],
    ['rgb.png', 10_001, 10_000, 0, /at most 100 megapixels; the PNG header says 10001×10000/],
    ['rgb.jpg', 65_500, 65_500, 0, /at most 100 megapixels; the JPEG header says 65500×65500/],
    [
      'interlaced.png',
      7072,
      7072,
      0,
      /at most 50 megapixels in a progressive or interlaced picture; the PNG header/,
    ],
    [
      'progressive.jpg',
      7072,
      7072,
      0,
      /at most 50 megapixels in a progressive or interlaced picture; the JPEG/,
    ],
    ['rgb.png', 20_000_000, 4, 20_000, /sides of at most 5000000 pixels; the PNG header says 20000000×4/],
    ['rgb.png', 9000, 9000, 0, /the PNG header says 9000×9000 pixels, more than [0-9]+ bytes can hold/],
    ['rgb.jpg', 9000, 9000, 0, /the JPEG header says 9000×9000 pixels, more than [0-9]+ bytes can hold/],
  ])('rejects %s with the size %d×%d before it is decoded', async (name, width, height, length, message) => {
    const bytes = await claiming(name, width, height, length);
    expect(() => pictureFormat(bytes, 'here')).toThrow(message);
    expect(() => pictureFormat(bytes, 'here')).toThrow(/^here: .*\.$/);
  });

  it.each([
    ['rgb.png', 9592, 9592],
    ['rgb.jpg', 9592, 9592],
    ['progressive.jpg', 7000, 7000],
  ])('accepts %s with the size %d×%d in a file of a real length', async (name, width, height) => {
    expect(pictureFormat(await claiming(name, width, height, 2_000_000), 'here')).toMatch(/PNG|JPEG/);
  });
});
