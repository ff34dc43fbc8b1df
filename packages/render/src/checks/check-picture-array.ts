import { checkNdarray, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkOutputSize } from './check-output-size.js';

/** The size of an array that can be drawn. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Checks an array that is to be drawn.
 * @param name what the caller calls the array, such as `map`.
 * @returns its height, width and channels; `[h, w]` has one channel.
 * @throws unless it is an ndarray `[h, w]` or `[h, w, c]` that is not empty and not too large.
 */
export function checkPictureArray(caller: string, name: string, array: NdArray): PictureSize {
  checkNdarray(`${caller}, ${name}`, array);
  const { shape } = array;
  if (shape.length !== 2 && shape.length !== 3) {
    const hint = shape.length === 4 ? '; select one of the batch with .pick(index)' : '';
    throw invalidArgument(
      `${caller}: ${name} must have shape [height, width] or [height, width, channels]; got [${shape}]${hint}.`,
    );
  }
  const [height = 0, width = 0, channels = 1] = shape;
  if (!(height > 0 && width > 0 && channels > 0)) {
    throw invalidArgument(`${caller}: ${name} must not be empty; got shape [${shape}].`);
  }
  checkOutputSize(caller, width, height);
  return { height, width, channels };
}
