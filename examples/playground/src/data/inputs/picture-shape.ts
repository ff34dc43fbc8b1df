import { invalidArgument } from '@csm/base';
import type { InputsFor } from './inputs-for.js';

/** Size and order of axes of the pictures that an encoder takes. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly channelsFirst: boolean;
}

/** @throws unless the encoder takes grey or coloured pictures. */
export function pictureShape({ inputShape, layout }: InputsFor): PictureShape {
  const [a = 0, b = 0, c = 0] = inputShape;
  const isChannels = (length: number) => length === 1 || length === 3;
  const channelsFirst = layout === undefined ? isChannels(a) && !isChannels(c) : layout === 'channelsFirst';
  const [height, width, channels] = channelsFirst ? [b, c, a] : [a, b, c];
  if (inputShape.length === 3 && (channels === 1 || channels === 3)) {
    return { height, width, channels, channelsFirst };
  }
  const takes =
    inputShape.length === 1 ? `lists of ${inputShape[0]} numbers` : `inputs of shape [${inputShape}]`;
  throw invalidArgument(
    `pictures: expected an encoder of grey or coloured pictures, because pictures were dropped; this encoder takes ${takes}; drop ${
      inputShape.length === 1 ? 'a CSV, a .npy or an .h5ad' : 'a .npy of this shape'
    } instead.`,
  );
}
