/** The number of numbers in an array of the given shape: the product of the lengths of its axes, 1 for `[]`. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
