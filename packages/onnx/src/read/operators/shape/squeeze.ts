import { axesOf } from '../../axes.js';
import type { OperatorReader } from '../../reading.js';

/** Squeeze: removes axes of length 1; adds no node. */
export const squeeze: OperatorReader = (at) => {
  const value = at.value(0);
  const given = at.opset < 13 ? at.numbers('axes') : at.constantNumbers(1);
  const single = value.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const removed = given ? axesOf(at, given, value.shape.length) : single;
  const wrong = removed.find((axis) => !single.includes(axis));
  if (wrong !== undefined) {
    throw at.refuse(`expected axis ${wrong} to have length 1; got shape [${value.shape}].`);
  }
  const kept = <T>(list: readonly T[]): T[] => list.filter((_, axis) => !removed.includes(axis));
  return { ...value, shape: kept(value.shape), axes: kept(value.axes) };
};

/** Unsqueeze: adds axes of length 1; adds no node. */
export const unsqueeze: OperatorReader = (at) => {
  const value = at.value(0);
  const given = (at.opset < 13 ? at.numbers('axes') : at.constantNumbers(1)) ?? [];
  const added = axesOf(at, given, value.shape.length + given.length);
  const shape = [...value.shape];
  const axes = [...value.axes];
  for (const axis of added) {
    shape.splice(axis, 0, 1);
    axes.splice(axis, 0, []);
  }
  return { ...value, shape, axes };
};
