import type { NdArray } from 'ndarray';
import { checkOneOf } from '../checks/check-one-of.js';
import { invalidArgument } from '../errors.js';

/** Whether the channels are the last or the first axis of an image. */
export type ImageLayout = 'channelsLast' | 'channelsFirst';

/** More channels than this are not taken for those of a picture: grey, grey with alpha, RGB, RGBA. */
const MOST_CHANNELS = 4;

/** @throws unless the value is an {@link ImageLayout} or undefined. */
export function checkLayout(caller: string, layout: ImageLayout | undefined): void {
  if (layout !== undefined) checkOneOf(caller, 'layout', layout, ['channelsLast', 'channelsFirst']);
}

/**
 * The layout of pictures: the given one, otherwise channels last.
 * @param what what the caller calls the pictures, such as `maps`.
 * @param shape of one picture.
 * @param remedy the rest of the sentence after "looks like channels-first pictures; ".
 * @throws if no layout is given and the shape looks like channels first, such as `[3, 64, 64]`: its channels would be taken
 * for rows.
 */
export function pictureLayout(
  caller: string,
  what: string,
  shape: readonly number[],
  layout: ImageLayout | undefined,
  remedy = "pass { layout: 'channelsFirst' }, or { layout: 'channelsLast' } if the first axis is the height",
): ImageLayout {
  checkLayout(caller, layout);
  if (layout !== undefined) return layout;
  const [first = 0, second = 0, third = 0] = shape;
  if (shape.length !== 3 || first > MOST_CHANNELS || Math.min(second, third) <= MOST_CHANNELS) {
    return 'channelsLast';
  }
  throw invalidArgument(
    `${caller}: expected the layout of ${what}; [${shape.join(', ')}] looks like channels-first pictures; ${remedy}.`,
  );
}

/** A view of pictures `[n, channels, height, width]` or of one `[channels, height, width]` with the channels last. */
export function channelsLast<Values extends NdArray>(pictures: Values, layout: ImageLayout): Values {
  if (layout === 'channelsLast') return pictures;
  const isOne = pictures.shape.length === 3;
  return (isOne ? pictures.transpose(1, 2, 0) : pictures.transpose(0, 2, 3, 1)) as Values;
}
