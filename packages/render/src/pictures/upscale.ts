import { checkCount } from '@csm/base';
import { checkOutputSize } from '../checks/check-output-size.js';
import { checkRgbaImage, type DrawnImage, type RgbaImage } from './rgba-image.js';

/**
 * Enlarges a picture by an integer factor; each pixel becomes a crisp square (nearest neighbour). Use it for tiny
 * inputs (28 × 28, 32 × 32), which viewers would otherwise blur.
 *
 * @param factor a whole number of at least 1; 1 copies the picture.
 * @throws if the factor is invalid, or the result would have more than 16384 pixels a side.
 * @category Pictures
 */
export function upscale(image: RgbaImage, factor: number): DrawnImage {
  checkRgbaImage('upscale', image);
  checkCount('upscale', 'factor', factor);
  return enlarge('upscale', image, factor);
}

/** The same as {@link upscale}, for a picture and a factor that are already checked. */
export function enlarge(caller: string, image: RgbaImage, factor: number): DrawnImage {
  const width = image.width * factor;
  const height = image.height * factor;
  checkOutputSize(caller, width, height);
  // One 32-bit word per pixel. The bytes are copied, because they may not be aligned to words.
  const source = new Uint32Array(Uint8Array.from(image.data).buffer);
  const target = new Uint32Array(width * height);
  for (let y = 0; y < height; y += factor) {
    const row = (y / factor) * image.width;
    for (let x = 0; x < width; x++) target[y * width + x] = source[row + Math.floor(x / factor)] ?? 0;
    for (let copy = 1; copy < factor; copy++) {
      target.copyWithin((y + copy) * width, y * width, (y + 1) * width);
    }
  }
  return { width, height, data: new Uint8ClampedArray(target.buffer) };
}
