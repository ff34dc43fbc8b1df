import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { addAlong } from '../along-axis.js';

/** CumSum along a constant axis. */
export const cumulativeSum: OperatorReader = (at) => {
  const value = at.value(0);
  const axis = axisOf(at, at.constantNumbers(1)?.[0] ?? 0, value.shape.length);
  const [exclusive, reverse] = [at.number('exclusive', 0) !== 0, at.number('reverse', 0) !== 0];
  return addAlong(at, value, axis, value.shape[axis] ?? 1, (own) => ({
    kind: 'cumulativeSum',
    axis: own,
    exclusive,
    reverse,
  }));
};
