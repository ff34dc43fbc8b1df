import { checkOutputSize, checkRgbaImage, type RgbaImage } from './rgba-image.js';

/**
 * The picture enlarged by a whole factor, each pixel a crisp square (nearest neighbour). For tiny inputs
 * (28×28, 32×32) that viewers would otherwise blur.
 *
 * @param factor - whole number, 1 or more (1 copies)
 * @throws RangeError when the factor is not such a number or the result would exceed 16384 pixels a side
 */
export function upscale(image: RgbaImage, factor: number): RgbaImage {
  checkRgbaImage('upscale', image);
  checkScale('upscale', factor);
  return enlarge('upscale', image, factor);
}

/** Throws unless `scale` is a whole number of 1 or more. */
export function checkScale(caller: string, scale: number): void {
  if (!Number.isInteger(scale) || scale < 1)
    throw new RangeError(`${caller}: expected a whole scale factor of 1 or more, got ${scale}`);
}

/** {@link upscale} of a picture and by a factor that were checked. */
export function enlarge(caller: string, image: RgbaImage, factor: number): RgbaImage {
  const width = image.width * factor;
  const height = image.height * factor;
  checkOutputSize(caller, width, height);
  // One 32-bit word a pixel: a copy keeps the source's alignment out of it.
  const source = new Uint32Array(Uint8Array.from(image.data).buffer);
  const target = new Uint32Array(width * height);
  for (let y = 0; y < height; y += factor) {
    const row = Math.floor(y / factor) * image.width;
    for (let x = 0; x < width; x++) target[y * width + x] = source[row + Math.floor(x / factor)]!;
    for (let copy = 1; copy < factor; copy++)
      target.copyWithin((y + copy) * width, y * width, (y + 1) * width);
  }
  return { width, height, data: new Uint8ClampedArray(target.buffer) };
}
