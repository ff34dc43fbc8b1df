import { axesOf } from '../../axes.js';
import type { Folding } from '../folding.js';

/** The axes in ascending order: an input of newer operators, an attribute of older ones; undefined if they are left out. */
export function statedAxes(at: Folding, input: number, rank: number): number[] | undefined {
  const axes = at.numbersOf(input) ?? at.numbers('axes');
  return axes && axesOf(at, axes, rank);
}

/** The number of elements before and after an axis. */
export function around(shape: readonly number[], axis: number): [before: number, after: number] {
  const size = (lengths: readonly number[]) => lengths.reduce((product, length) => product * length, 1);
  return [size(shape.slice(0, axis)), size(shape.slice(axis + 1))];
}
