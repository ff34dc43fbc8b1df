import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { addAlong } from '../along-axis.js';

/** TopK: the largest or smallest numbers, and their indices. They are sorted, also where the model does not require it. */
export const topK: OperatorReader = (at) => {
  const value = at.value(0);
  const axis = axisOf(at, at.number('axis', -1), value.shape.length);
  const k = at.opset < 10 ? at.number('k', 1) : (at.constantNumbers(1)?.[0] ?? 1);
  const length = value.shape[axis] ?? 1;
  if (k > length || k < 1) throw at.refuse(`expected k from 1 to ${length}; got ${k}.`);
  const smallest = at.number('largest', 1) === 0;
  const of = (output: 'values' | 'indices') =>
    addAlong(at, value, axis, k, (own) => ({ kind: 'topK', output, k, axis: own, smallest }), {
      part: output === 'values' ? undefined : output,
      type: output === 'values' ? value.type : 'int64',
    });
  return [of('values'), of('indices')];
};
