import { axesOf, axisOf } from '../../axes.js';
import { statedAxes } from '../arrays/axes.js';
import { reshaped } from '../arrays/strided.js';
import type { Folds } from '../folding.js';

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** Operators that change the shape alone. */
export const shapes: Folds = {
  Flatten(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const axis = at.number('axis', 1);
    const cut = axis === shape.length ? axis : axisOf(at, axis, Math.max(1, shape.length));
    return reshaped(constant, [sizeOf(shape.slice(0, cut)), sizeOf(shape.slice(cut))]);
  },
  Reshape(at) {
    const constant = at.input(0);
    const { shape, data } = constant;
    const wanted = at.numbersOf(1) ?? at.numbers('shape') ?? [];
    const copiesZeros = at.number('allowzero', 0) === 0;
    const lengths = wanted.map((length, axis) => (length === 0 && copiesZeros ? (shape[axis] ?? 0) : length));
    const known = sizeOf(lengths.filter((length) => length !== -1));
    const result = lengths.map((length) => (length === -1 ? data.length / known : length));
    const inferred = lengths.filter((length) => length === -1).length;
    if (inferred <= 1 && result.every((length) => Number.isInteger(length) && length >= 0)) {
      if (sizeOf(result) === data.length) return reshaped(constant, result);
    }
    throw at.refuse(`expected a shape for ${data.length} numbers; got [${wanted.join(', ')}].`);
  },
  Squeeze(at) {
    const constant = at.input(0);
    const { shape } = constant;
    const axes = statedAxes(at, 1, shape.length) ?? [...shape.keys()].filter((axis) => shape[axis] === 1);
    const wrong = axes.find((axis) => shape[axis] !== 1);
    if (wrong !== undefined)
      throw at.refuse(`expected length 1 along axis ${wrong}; got shape [${shape.join(', ')}].`);
    return reshaped(
      constant,
      shape.filter((_, axis) => !axes.includes(axis)),
    );
  },
  Unsqueeze(at) {
    const constant = at.input(0);
    const given = at.numbersOf(1) ?? at.numbers('axes') ?? [];
    const rank = constant.shape.length + given.length;
    const axes = axesOf(at, given, rank);
    const rest = [...constant.shape];
    return reshaped(
      constant,
      Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : (rest.shift() ?? 1))),
    );
  },
};
