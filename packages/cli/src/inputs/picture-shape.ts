import { invalidArgument } from '@csm/base';
import type { InputsFor } from './inputs-for.js';

/** Size and order of axes of the pictures that an encoder takes. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly channelsFirst: boolean;
}

/** Whether an encoder takes pictures rather than vectors. */
export const takesPictures = ({ inputShape }: InputsFor): boolean => inputShape.length === 3;

/** @param path of the data, for messages. @throws unless the encoder takes grey or coloured pictures. */
export function pictureShape(path: string, { inputShape, layout }: InputsFor): PictureShape {
  const [a = 0, b = 0, c = 0] = inputShape;
  const isChannels = (length: number) => length === 1 || length === 3;
  const couldBeFirst = isChannels(a) && !isChannels(c);
  const channelsFirst = layout === undefined ? couldBeFirst : layout === 'channelsFirst';
  const [height, width, channels] = channelsFirst ? [b, c, a] : [a, b, c];
  if (inputShape.length === 3 && (channels === 1 || channels === 3)) {
    return { height, width, channels, channelsFirst };
  }
  const takes =
    inputShape.length === 1 ? `vectors of ${inputShape[0]} numbers` : `inputs of shape [${inputShape}]`;
  throw invalidArgument(
    `${path}: expected an encoder of grey or coloured pictures, because these are pictures; the encoder takes ${takes}; ` +
      'pass the inputs as a .npy of shape [n, …] instead.',
  );
}
