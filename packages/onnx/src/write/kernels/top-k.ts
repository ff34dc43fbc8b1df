import type { Attributes, Emitter } from '../emitter.js';
import { type Value, writtenAxis } from '../value.js';

/** The k largest values along an axis and their indices (int64). By default they are sorted; equal values keep their order. */
export function topK(
  emitter: Emitter,
  x: Value,
  k: number,
  axis: number,
  how: Attributes = {},
): [values: Value, indices: Value] {
  const shape = x.shape.map((length, i) => (i === axis ? k : length));
  const [values, indices] = emitter.addMany(
    'TopK',
    [x, emitter.integers([k])],
    [
      { type: x.type, shape, order: x.order },
      { type: 'int64', shape, order: x.order },
    ],
    { axis: writtenAxis(x, axis), ...how },
  );
  return [values as Value, indices as Value];
}

/** The k largest values of each row and their indices, in any order. */
export const unsorted = (emitter: Emitter, rows: Value, k: number): [values: Value, indices: Value] =>
  topK(emitter, rows, k, 1, { sorted: 0 });
