import { type ImageLayout, invalidArgument, pictureLayout } from '@csm/base';
import type { Encoder } from '@csm/core';

/**
 * Checks that inputs are pictures: `[height, width, channels]`, or `[channels, height, width]` if the encoder's `layout` says
 * so.
 * @param least the smallest allowed height and width.
 * @returns their layout.
 * @throws if the inputs have another shape, or look like channels first and the encoder's `layout` is unknown.
 */
export function checkPictures(
  caller: string,
  { inputShape, layout: given }: Pick<Encoder, 'inputShape' | 'layout'>,
  least = 1,
): ImageLayout {
  const layout = pictureLayout(
    caller,
    'the inputs',
    inputShape,
    given,
    "make the encoder with { layout: 'channelsFirst' }, or 'channelsLast' if the first axis is the height",
  );
  const [height = 0, width = 0] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
  if (inputShape.length === 3 && Math.min(height, width) >= least) return layout;
  const axes = layout === 'channelsFirst' ? 'channels, height, width' : 'height, width, channels';
  const size = least > 1 ? ` of at least ${least} × ${least} pixels` : '';
  throw invalidArgument(
    `${caller}: expected pictures [${axes}]${size}; the inputs have shape [${inputShape.join(', ')}].`,
  );
}
