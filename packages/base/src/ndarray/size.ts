/** How many numbers an array of a shape holds: the product of its axes, 1 for `[]`. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
