/** a − b, number by number, in the precision of a. */
export function difference<Values extends Float32Array | Float64Array>(
  a: Values,
  b: ArrayLike<number>,
): Values {
  const result = a.slice() as Values;
  for (let at = 0; at < result.length; at++) result[at]! -= b[at]!;
  return result;
}
