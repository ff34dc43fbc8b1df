import { axisOf } from '../../axes.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { takenAlong } from '../along-axis.js';

/** Slice: a range of each axis, also with steps or backwards. */
export const slice: OperatorReader = (at) => {
  let value = at.value(0);
  const rank = value.shape.length;
  const isAttribute = at.opset < 10;
  const list = (i: number, name: string) => (isAttribute ? at.numbers(name) : at.constantNumbers(i));
  const starts = list(1, 'starts') ?? [];
  const ends = list(2, 'ends') ?? [];
  const axes = (list(3, 'axes') ?? starts.map((_, axis) => axis)).map((axis) => axisOf(at, axis, rank));
  const steps = (isAttribute ? undefined : at.constantNumbers(4)) ?? [];
  const ranges = axes.map((axis, i) =>
    rangeOf(at, value.shape[axis] ?? 1, starts[i] ?? 0, ends[i] ?? 0, steps[i] ?? 1),
  );
  if (ranges.some((range) => range.length === 0)) {
    const shape = value.shape.map((length, axis) => ranges[axes.indexOf(axis)]?.length ?? length);
    return { type: value.type, shape, data: new Float32Array() };
  }
  axes.forEach((axis, i) => {
    value = takenAlong(at, value, axis, ranges[i] ?? [], axes.length > 1 ? `axis ${axis}` : undefined);
  });
  return value satisfies Value;
};

/** The indices of a range, clipped to an axis of the given length. */
function rangeOf(at: Reading, length: number, start: number, end: number, step: number): number[] {
  if (step === 0) throw at.refuse('expected steps that are not 0; got 0.');
  const clip = (position: number, least: number, most: number) =>
    Math.min(most, Math.max(least, position < 0 ? position + length : position));
  const [from, to] =
    step > 0
      ? [clip(start, 0, length), clip(end, 0, length)]
      : [clip(start, 0, length - 1), clip(end, -1, length - 1)];
  const count = Math.max(0, Math.ceil((to - from) / step));
  return Array.from({ length: count }, (_, i) => from + i * step);
}
