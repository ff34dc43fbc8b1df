import { size } from '@csm/base';
import type { Reading } from '../reading.js';
import type { Value } from '../value.js';

/**
 * Rearranges the tensor of a value's node to `[samples, ...pieces]`. Adds a permutation and a reshape, if they are needed.
 *
 * @param pieces for each axis of the new tensor, the axes of the node's tensor that it is made of, slowest first; none for a new axis of length
 *   1. Axes that are in no piece must have length 1.
 * @returns the new node as a value whose axes the caller must set.
 */
export function rearranged(at: Reading, value: Value, pieces: readonly (readonly number[])[]): Value {
  const lengths = at.outputShape(value);
  const lengthOf = (axis: number) => lengths[axis - 1] ?? 1;
  const used = pieces.flat();
  const unused = lengths.map((_, i) => i + 1).filter((axis) => !used.includes(axis));
  const order = [...used, ...unused];
  const moved = order.filter((axis) => lengthOf(axis) > 1);
  let current = value;
  if (moved.some((axis, i) => i > 0 && axis < (moved[i - 1] ?? 0))) {
    const outputShape = order.map(lengthOf);
    current = at.add(
      { kind: 'permute', order: [0, ...order] },
      [value],
      { ...value, outputShape },
      'permute',
    );
  }
  const shape = pieces.map((axes) => size(axes.map(lengthOf)));
  if (`${shape}` === `${at.outputShape(current)}`) return current;
  return at.add({ kind: 'reshape', shape }, [current], { ...value, outputShape: shape }, 'reshape');
}
