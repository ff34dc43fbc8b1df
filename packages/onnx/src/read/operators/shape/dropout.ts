import { size } from '@csm/base';
import type { OperatorReader } from '../../reading.js';

/** Dropout at inference: the input itself, and a mask of ones. In training mode it is refused, unless its ratio is 0. */
export const dropout: OperatorReader = (at) => {
  const [training = 0] = at.constantNumbers(2) ?? [];
  if (training !== 0) {
    const [ratio = 0.5] = at.constantNumbers(1) ?? [];
    if (ratio !== 0)
      throw at.refuse(
        'is in training mode, in which its output is random; export the model in evaluation mode.',
      );
  }
  const value = at.operand(0) ?? at.value(0);
  const { shape } = value;
  return [value, { type: 'bool', shape, data: new Uint8Array(size(shape)).fill(1) }];
};
