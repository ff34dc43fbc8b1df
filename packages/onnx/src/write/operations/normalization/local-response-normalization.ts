import type { LocalResponseNormalization } from '@csm/core/extend';
import { ofOneInput } from '../of-one-input.js';
import { channelsFirst } from '../windows/channels-first.js';

/** Written as LRN, which ONNX Runtime supports only for images and odd sizes. */
export const localResponseNormalization = ofOneInput<LocalResponseNormalization>(
  (emitter, { size, alpha, beta, bias }, x) => {
    if (x.shape.length !== 4 || size % 2 === 0) return undefined;
    const order = channelsFirst(4);
    return emitter.add(
      'LRN',
      [emitter.ordered(x, order)],
      { type: x.type, shape: x.shape, order },
      { size, alpha: { float: alpha }, beta: { float: beta }, bias: { float: bias } },
    );
  },
);
