import { size } from '@csm/base';
import { axisOf } from '../../axes.js';
import { reshaped } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** Reshape: 0 keeps an axis, unless `allowzero` is set, and −1 stands for the rest. */
export const reshape: OperatorReader = (at) => {
  const value = at.value(0);
  const wanted = at.constantNumbers(1) ?? at.numbers('shape');
  if (wanted === undefined) throw at.refuse('expected a shape; got none.');
  const allowsZero = at.number('allowzero', 0) !== 0;
  const lengths = wanted.map((length, axis) => {
    if (length !== 0 || allowsZero) return length;
    const own = value.shape[axis];
    if (own === undefined) throw at.refuse(`expected an axis ${axis} to copy; got shape [${value.shape}].`);
    return own;
  });
  const known = size(lengths.filter((length) => length !== -1));
  const rest = known === 0 ? 0 : size(value.shape) / known;
  const shape = lengths.map((length) => (length === -1 ? rest : length));
  if (
    !shape.every((length) => Number.isInteger(length) && length >= 0) ||
    lengths.filter((length) => length === -1).length > 1
  ) {
    throw at.refuse(
      `expected a shape with ${size(value.shape)} numbers, as [${value.shape}] has; got [${wanted}].`,
    );
  }
  return reshaped(at, value, shape);
};

/** Flatten: the axes before one axis become one, and the others as well. */
export const flatten: OperatorReader = (at) => {
  const value = at.value(0);
  const { shape } = value;
  const given = at.number('axis', 1);
  const axis = given === shape.length ? given : axisOf(at, given, shape.length);
  return reshaped(at, value, [size(shape.slice(0, axis)), size(shape.slice(axis))]);
};
