import { syntheticFaces } from '@csm/datasets';
import { encode } from 'fast-png';
import seedrandom from 'seedrandom';
import sharp, { type JpegOptions, type Sharp } from 'sharp';

const [width, height] = [48, 40];

/** A PNG of uniform noise. With 2 or 4 channels, the last is the opacity: `alpha` of a random value. */
function noise(channels: 1 | 2 | 3 | 4, depth: 8 | 16, alpha = (value: number) => value): Uint8Array {
  const random = seedrandom(`${channels} channels of ${depth} bits`);
  const most = 2 ** depth - 1;
  const value = (_: unknown, i: number) => {
    const drawn = Math.floor(random() * (most + 1));
    return channels % 2 === 0 && i % channels === channels - 1 ? alpha(drawn) : drawn;
  };
  const length = width * height * channels;
  const data = depth === 8 ? Uint8Array.from({ length }, value) : Uint16Array.from({ length }, value);
  return encode({ width, height, channels, depth, data });
}

/** A cartoon face as a sharp image object. */
function face(): Sharp {
  const { data } = syntheticFaces({ count: 1, seed: 1, size: width }).images;
  const pixels = Uint8Array.from(data.subarray(0, width * height * 3), (value) => Math.round(value * 255));
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/**
 * Images of 40 × 48 pixels in every format that the library reads, and the number of levels (of 255) by which two decoders may differ:
 * - 0 for PNG, which is lossless.
 * - 1 for half-transparent images and for colour spaces other than sRGB, which are converted and rounded to 8 bits.
 * - 2 for JPEG: the inverse cosine transform may be off by one level (ISO/IEC 10918-2), and so may the conversion from YCbCr. In fact
 *   Chromium's libjpeg-turbo and sharp's mozjpeg, which share their origin, agree in every value.
 */
export async function testPictures(): Promise<Record<string, { bytes: Uint8Array; levels: number }>> {
  const opaqueOrNot = (value: number) => (value < 128 ? 0 : 255);
  const jpeg = (options: JpegOptions = {}) => face().jpeg({ quality: 92, ...options });
  return {
    'colour.png': { bytes: noise(3, 8), levels: 0 },
    'grey.png': { bytes: noise(1, 8), levels: 0 },
    'colour of 16 bits.png': { bytes: noise(3, 16), levels: 0 },
    'grey of 16 bits.png': { bytes: noise(1, 16), levels: 0 },
    'palette.png': { bytes: await face().png({ palette: true }).toBuffer(), levels: 0 },
    'with holes.png': { bytes: noise(4, 8, opaqueOrNot), levels: 0 },
    'half transparent.png': { bytes: noise(4, 8), levels: 1 },
    'grey, half transparent.png': { bytes: noise(2, 8), levels: 1 },
    'Display P3.png': { bytes: await face().withIccProfile('p3').png().toBuffer(), levels: 1 },
    'photo.jpg': { bytes: await jpeg().toBuffer(), levels: 2 },
    'full chroma.jpg': { bytes: await jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(), levels: 2 },
    'progressive.jpg': { bytes: await jpeg({ progressive: true }).toBuffer(), levels: 2 },
    'grey.jpg': { bytes: await jpeg().greyscale().toBuffer(), levels: 2 },
    'Display P3.jpg': { bytes: await jpeg().withIccProfile('p3').toBuffer(), levels: 2 },
    'lying on its side.jpg': {
      bytes: await jpeg().rotate(270).withMetadata({ orientation: 6 }).toBuffer(),
      levels: 2,
    },
  };
}
