import { ownOrder, type Value } from './value.js';

/**
 * The order with which a reshaped value keeps its written tensor. For example, channels stay first when the spatial axes are merged, or when
 * the channels are split into groups.
 *
 * Two shapes of one tensor consist of the same blocks: consecutive axes of both shapes with the same product of lengths. The written tensor can
 * be kept if the axes of each block are adjacent in it, in the order of the shape.
 *
 * @returns undefined if there is no such order; the value must then be transposed to the order of its shape.
 */
export function reshapedOrder(
  { shape: before, order = ownOrder(before.length) }: Pick<Value, 'shape' | 'order'>,
  after: readonly number[],
): number[] | undefined {
  if (before.includes(0)) return undefined;
  const written = order.filter((axis) => before[axis] !== 1);
  const found = blocks(before, after).map(({ from, to }) => ({
    start: written.indexOf(from[0] ?? 0),
    from,
    to,
  }));
  const keeps = found.every(({ start, from }) => from.every((axis, i) => written[start + i] === axis));
  if (!keeps) return undefined;
  const long = [...found].sort((a, b) => a.start - b.start).flatMap(({ to }) => to);
  if (long.every((axis, i) => i === 0 || axis > (long[i - 1] ?? 0))) return ownOrder(after.length);
  return [...ownOrder(after.length).filter((axis) => after[axis] === 1), ...long];
}

/** Axes of a shape, and axes of another one with the same product of lengths; those of length 1 are left out. */
interface Block {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** The smallest blocks of two shapes of one tensor. */
function blocks(before: readonly number[], after: readonly number[]): Block[] {
  const left = ownOrder(before.length).filter((axis) => before[axis] !== 1);
  const right = ownOrder(after.length).filter((axis) => after[axis] !== 1);
  const found: Block[] = [];
  while (left.length > 0 && right.length > 0) {
    const [from, to] = [left.splice(0, 1), right.splice(0, 1)];
    let [product, wanted] = [before[from[0] ?? 0] ?? 1, after[to[0] ?? 0] ?? 1];
    while (product !== wanted) {
      if (product < wanted) product *= next(before, left, from);
      else wanted *= next(after, right, to);
    }
    found.push({ from, to });
  }
  return found;
}

/** Moves the first axis from a list to another. @returns its length. */
function next(shape: readonly number[], from: number[], to: number[]): number {
  const axis = from.shift() ?? 0;
  to.push(axis);
  return shape[axis] ?? 1;
}
