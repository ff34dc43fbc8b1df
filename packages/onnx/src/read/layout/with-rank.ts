import type { Value } from '../value.js';

/** The value with axes of length 1 in front, so that it has at least some rank. */
export function withRank(value: Value, rank: number): Value {
  const added = Array.from({ length: Math.max(0, rank - value.shape.length) });
  return {
    ...value,
    shape: [...added.map(() => 1), ...value.shape],
    axes: [...added.map(() => []), ...value.axes],
  };
}
