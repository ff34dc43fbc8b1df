import { channelsLast, checkNdarray, type ImageLayout, invalidArgument, pictureLayout } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkOutputSize } from './check-output-size.js';

/** The size of an array that can be drawn. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The array with the channels last, `[h, w]` or `[h, w, c]`. */
  readonly picture: NdArray;
}

/**
 * Checks an array that is to be drawn.
 * @param name what the caller calls the array, such as `map`.
 * @param given the layout of an array with three axes. Default: channels last.
 * @returns its height, width and channels; `[h, w]` has one channel.
 * @throws unless it is an ndarray of two or three axes that is not empty and not too large; if no layout is given and it looks
 * like channels first.
 */
export function checkPictureArray(
  caller: string,
  name: string,
  array: NdArray,
  given?: ImageLayout,
): PictureSize {
  checkNdarray(`${caller}, ${name}`, array);
  const { shape } = array;
  if (shape.length !== 2 && shape.length !== 3) {
    const hint = shape.length === 4 ? '; select one of the batch with .pick(index)' : '';
    throw invalidArgument(
      `${caller}: ${name} must have shape [height, width] or [height, width, channels]; got [${shape}]${hint}.`,
    );
  }
  const layout = pictureLayout(caller, name, shape, given);
  const picture = shape.length === 3 ? channelsLast(array, layout) : array;
  const [height = 0, width = 0, channels = 1] = picture.shape;
  if (!(height > 0 && width > 0 && channels > 0)) {
    throw invalidArgument(`${caller}: ${name} must not be empty; got shape [${shape}].`);
  }
  checkOutputSize(caller, width, height);
  return { height, width, channels, picture };
}
