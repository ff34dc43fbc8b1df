import { axisOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';
import { padded } from './pad.js';

/** CenterCropPad: the middle of a tensor, or zeros around it, up to given lengths; the odd cell is removed or added at the end. */
export const centerCropPad: OperatorReader = (at) => {
  const value = at.value(0);
  const lengths = at.constantNumbers(1) ?? [];
  const axes = (at.numbers('axes') ?? value.shape.map((_, axis) => axis)).map((axis) =>
    axisOf(at, axis, value.shape.length),
  );
  if (lengths.length !== axes.length)
    throw at.refuse(`expected ${axes.length} lengths; got [${lengths.join(', ')}].`);
  const sides = axes.map((axis, i) => {
    const more = (lengths[i] ?? 1) - (value.shape[axis] ?? 1);
    const before = Math.trunc(more / 2);
    return { axis, before, after: more - before };
  });
  return padded(at, value, sides);
};
