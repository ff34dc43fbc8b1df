import { invalidArgument, unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';

/**
 * Checks that inputs are pictures `[height, width, channels]`.
 * @param least the smallest allowed height and width.
 * @throws if the inputs have another shape, or the encoder's `layout` is channels first.
 */
export function checkPictures(
  caller: string,
  { inputShape, layout }: Pick<Encoder, 'inputShape' | 'layout'>,
  least = 1,
): void {
  const [height = 0, width = 0] = inputShape;
  if (inputShape.length !== 3 || Math.min(height, width) < least) {
    const size = least > 1 ? ` of at least ${least} × ${least} pixels` : '';
    throw invalidArgument(
      `${caller}: expected pictures [height, width, channels]${size}; the inputs have shape [${inputShape.join(', ')}].`,
    );
  }
  if (layout !== 'channelsFirst') return;
  throw unsupportedModel(
    `${caller}: expected pictures [height, width, channels]; the encoder's inputs are channels first; use an encoder of ` +
      'channels-last inputs.',
  );
}
