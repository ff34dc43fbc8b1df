import { size } from '@csm/base';
import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';

/** Shape: the lengths of the axes, which are constants. */
export const shapeOf: OperatorReader = (at) => {
  const { shape } = at.operand(0) ?? at.value(0);
  const from = at.number('start', 0);
  const to = at.number('end', shape.length);
  return whole(shape.slice(from < 0 ? Math.max(0, from + shape.length) : from, to));
};

/** Size: the number of elements, which is a constant. */
export const sizeOf: OperatorReader = (at) => {
  const number = size(shapeOfInput(at));
  return { type: 'int64', shape: [], data: Float64Array.of(number) };
};

const shapeOfInput = (at: Reading): readonly number[] => (at.operand(0) ?? at.value(0)).shape;

const whole = (numbers: readonly number[]): Constant => ({
  type: 'int64',
  shape: [numbers.length],
  data: Float64Array.from(numbers),
});
