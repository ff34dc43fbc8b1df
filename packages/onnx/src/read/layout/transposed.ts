import type { Value } from '../value.js';

/** A value with ONNX's axes in another order; its node stays the same. */
export function transposed(value: Value, permutation: readonly number[]): Value {
  return {
    ...value,
    shape: permutation.map((axis) => value.shape[axis] ?? 1),
    axes: permutation.map((axis) => value.axes[axis] ?? []),
  };
}
