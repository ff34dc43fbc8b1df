import { axisOf } from '../../axes.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { takenAlong } from '../along-axis.js';

/** Split: parts along one axis. */
export const split: OperatorReader = (at) => {
  const value = at.value(0);
  const axis = axisOf(at, at.number('axis', 0), value.shape.length);
  const length = value.shape[axis] ?? 1;
  const sizes = partSizes(at, length);
  if (sizes.some((part) => part < 0) || sizes.reduce((sum, part) => sum + part, 0) !== length) {
    throw at.refuse(`expected parts of axis ${axis} that add up to ${length}; got ${sizes.join(', ')}.`);
  }
  let start = 0;
  return sizes.map((count, i) => {
    const from = start;
    start += count;
    if (count === 0) {
      const shape = value.shape.map((own, k) => (k === axis ? 0 : own));
      return { type: value.type, shape, data: new Float32Array() };
    }
    const indices = Array.from({ length: count }, (_, k) => from + k);
    return takenAlong(at, value, axis, indices, `${i}`);
  });
};

function partSizes(at: Reading, length: number): readonly number[] {
  const given = at.opset < 13 ? at.numbers('split') : at.constantNumbers(1);
  if (given) return given;
  const parts = at.number('num_outputs', at.node.outputs.length);
  const most = Math.ceil(length / parts);
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(most, length - i * most)));
}
