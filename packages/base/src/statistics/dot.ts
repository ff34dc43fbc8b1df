/** The dot product of the first numbers of two lists. Four sums, because a single one waits for each addition. */
export function dot(a: Float64Array, b: Float64Array, length: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < length; k += 4) {
    first += a[k]! * b[k]!;
    second += a[k + 1]! * b[k + 1]!;
    third += a[k + 2]! * b[k + 2]!;
    fourth += a[k + 3]! * b[k + 3]!;
  }
  for (; k < length; k++) first += a[k]! * b[k]!;
  return first + second + (third + fourth);
}
