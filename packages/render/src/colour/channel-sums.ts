import type { NdArray } from 'ndarray';
import { checkOutputSize } from '../pictures/rgba-image.js';

/** Height, width and channels of an ndarray [h, w] or [h, w, c], after checks; [h, w] has one channel. */
export function pictureShape(caller: string, array: NdArray, what: string): [number, number, number] {
  const shape = array?.shape;
  if (!Array.isArray(shape) || typeof array.get !== 'function')
    throw new TypeError(
      `${caller}: expected ${what} as an ndarray [height, width] or [height, width, channels]`,
    );
  if (shape.length !== 2 && shape.length !== 3) {
    const hint = shape.length === 4 ? '; pick one of the batch with .pick(index)' : '';
    throw new RangeError(
      `${caller}: expected ${what} of shape [height, width] or [height, width, channels], got [${shape}]${hint}`,
    );
  }
  const [height, width, channels = 1] = shape as [number, number, number?];
  if (!(height > 0 && width > 0 && channels > 0))
    throw new RangeError(`${caller}: ${what} of shape [${shape}] is empty`);
  checkOutputSize(caller, width, height);
  return [height, width, channels];
}

/** The sum over channels of a map [h, w] or [h, w, c], row by row. Throws at the first NaN or infinity. */
export function channelSums(
  caller: string,
  map: NdArray,
): { height: number; width: number; values: Float64Array } {
  const [height, width, channels] = pictureShape(caller, map, 'a map');
  const flat = map.shape.length === 2;
  const values = new Float64Array(height * width);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const value = flat ? map.get(y, x) : map.get(y, x, c);
        if (!Number.isFinite(value))
          throw new RangeError(
            `${caller}: the map holds ${value} at row ${y}, column ${x}, channel ${c}; only finite numbers can be drawn`,
          );
        sum += value;
      }
      values[y * width + x] = sum;
    }
  return { height, width, values };
}
