import type { Folding } from '../folding.js';

/** An axis counted from the front. @throws if there is no such axis. */
export function axisOf(at: Folding, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(axis) && counted >= 0 && counted < rank) return counted;
  throw at.refuse(`expected an axis of ${rank} axes; got ${axis}.`);
}

/** An index counted from the front. @throws if it is outside the axis. */
export function indexOf(at: Folding, index: number, length: number): number {
  const counted = index < 0 ? index + length : index;
  if (Number.isInteger(counted) && counted >= 0 && counted < length) return counted;
  throw at.refuse(`expected indices from ${-length} to ${length - 1}; got ${index}.`);
}

/** Axes, which are an input in newer operators and an attribute in older ones; undefined if they are left out. */
export function axesOf(at: Folding, input: number, rank: number): number[] | undefined {
  const axes = at.numbersOf(input) ?? at.numbers('axes');
  return axes?.map((axis) => axisOf(at, axis, rank));
}

/** The number of elements before and after an axis. */
export function around(shape: readonly number[], axis: number): [before: number, after: number] {
  const size = (lengths: readonly number[]) => lengths.reduce((product, length) => product * length, 1);
  return [size(shape.slice(0, axis)), size(shape.slice(axis + 1))];
}
