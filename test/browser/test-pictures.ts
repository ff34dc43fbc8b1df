import { syntheticFaces } from '@csm/datasets';
import { encode } from 'fast-png';
import seedrandom from 'seedrandom';
import sharp, { type JpegOptions, type Sharp } from 'sharp';

const [width, height] = [48, 40];

/** A PNG of noise, every value drawn from 0 to `most`; `alpha` gives the last channel where there is an even number. */
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

/** A drawn face, for sharp to write. */
function face(): Sharp {
  const { data } = syntheticFaces({ count: 1, seed: 1, size: width }).images;
  const pixels = Uint8Array.from(data.subarray(0, width * height * 3), (value) => Math.round(value * 255));
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/**
 * Pictures of 40 × 48 in all sorts that the library reads, and by how many of 255 levels two decoders may differ.
 * - PNG is lossless: not at all.
 * - What is half transparent, or in another colour space than sRGB, is computed to 8 bits: by one, its rounding.
 * - JPEG's inverse cosine transform may round (ISO/IEC 10918-2 allows one level), and so may the conversion from YCbCr: by
 *   two. Chromium's libjpeg-turbo and sharp's mozjpeg, of one origin, in fact agree in every value.
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
