/** a − b, number by number, in float32. */
export function difference(a: Float32Array, b: ArrayLike<number>): Float32Array {
  return a.map((value, at) => value - b[at]!);
}
