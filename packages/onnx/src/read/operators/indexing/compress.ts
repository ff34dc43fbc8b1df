import { size } from '@csm/base';
import { axisOf, replaced } from '../../axes.js';
import { reshaped } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';
import { takenAlong } from '../along-axis.js';

/** Compress with a constant condition: the entries where it is true. */
export const compress: OperatorReader = (at) => {
  const condition = at.constantNumbers(1) ?? [];
  const indices = condition.flatMap((value, i) => (value === 0 ? [] : [i]));
  const input = at.value(0);
  const given = at.attribute('axis');
  const value = given === undefined ? reshaped(at, input, [size(input.shape)]) : input;
  const axis = axisOf(at, at.number('axis', 0), value.shape.length);
  if (indices.length > 0) return takenAlong(at, value, axis, indices);
  return { type: value.type, shape: replaced(value.shape, axis, 0), data: new Float32Array() };
};
