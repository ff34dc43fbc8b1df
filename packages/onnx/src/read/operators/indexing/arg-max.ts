import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { addAlong, withoutAxis } from '../along-axis.js';

/** ArgMax and ArgMin: indices, whose derivative is 0. */
const indexOf =
  (of: 'maximum' | 'minimum'): OperatorReader =>
  (at) => {
    const value = at.value(0);
    const axis = axisOf(at, at.number('axis', 0), value.shape.length);
    const last = at.number('select_last_index', 0) !== 0;
    const found = addAlong(
      at,
      value,
      axis,
      1,
      (own) => ({ kind: 'argMax', of, axis: own, keepDims: true, last }),
      { type: 'int64' },
    );
    return at.number('keepdims', 1) === 0 ? withoutAxis(found, axis) : found;
  };

export const argMax = indexOf('maximum');
export const argMin = indexOf('minimum');
