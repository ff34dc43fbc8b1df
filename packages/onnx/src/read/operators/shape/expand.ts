import { withRank } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { oneAxisEach } from '../one-axis-each.js';

/** Expand: axes of length 1 are repeated so that the shape and the given one broadcast to each other. */
export const expand: OperatorReader = (at) => {
  const wanted = at.constantNumbers(1) ?? [];
  const value = withRank(at.value(0), wanted.length);
  const { shape } = value;
  const skipped = shape.length - wanted.length;
  const expanded = shape.map((length, axis) => {
    const other = axis < skipped ? 1 : (wanted[axis - skipped] ?? 1);
    if (length === 1) return other;
    if (other === 1 || other === length) return length;
    throw at.refuse(`expected a shape that broadcasts with [${shape}]; got [${wanted}].`);
  });
  return grown(at, value, expanded);
};

/** Repeats axes of length 1. */
function grown(at: Reading, value: Value, shape: readonly number[]): Value {
  const growing = shape.flatMap((length, axis) => (length === value.shape[axis] ? [] : [axis]));
  if (growing.length === 0) return value;
  const laid = oneAxisEach(at, value, growing);
  const lengths = [...at.outputShape(laid)];
  for (const axis of growing) lengths[(laid.axes[axis]?.[0] ?? 0) - 1] = shape[axis] ?? 1;
  return at.add({ kind: 'expand', shape: lengths }, [laid], { outputShape: lengths, shape, axes: laid.axes });
}
