import type { Elementwise } from '@csm/core/extend';
import { add, broadcasting, clipped, scalar, unary } from '../../kernels/elementwise.js';
import type { WriteOperation } from '../write-operation.js';

/** The functions whose recording has several steps or other operators, although the standard has one operator for them. */
export const elementwise: WriteOperation<Elementwise> = (
  emitter,
  { function: name, exponent = 1, minimum, maximum },
  [x],
) => {
  if (x === undefined) return undefined;
  switch (name) {
    case 'asinh':
      return unary(emitter, 'Asinh', x);
    case 'atanh':
      return unary(emitter, 'Atanh', x);
    case 'clip':
      return clipped(emitter, x, minimum, maximum);
    // As exporters write it, and as it is read back.
    case 'log1p':
      return unary(emitter, 'Log', add(emitter, x, scalar(emitter, 1)));
    case 'power':
      return [2, 3].includes(exponent)
        ? broadcasting(emitter, 'Pow', [x, scalar(emitter, exponent)])
        : undefined;
    default:
      return undefined;
  }
};
