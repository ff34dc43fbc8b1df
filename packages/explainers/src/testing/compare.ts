/** The largest absolute value; NaN if there is a NaN. */
export function largest(values: Iterable<number>): number {
  let result = 0;
  for (const value of values) result = Math.max(result, Math.abs(value));
  return result;
}

/**
 * @param tolerance as a share of `scale`.
 * @param scale by default the largest value expected.
 * @throws if a number differs by more.
 */
export function expectClose(
  what: string,
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  scale = largest(Array.from(expected)),
): void {
  if (got.length !== expected.length) {
    throw new Error(`${what}: expected ${expected.length} numbers, got ${got.length}.`);
  }
  let worst = 0;
  const difference = (i: number) => Math.abs(got[i]! - expected[i]!);
  for (let i = 0; i < got.length; i++) if (!(difference(i) <= difference(worst))) worst = i;
  if (difference(worst) <= tolerance * scale) return;
  throw new Error(
    `${what}: expected ${expected[worst]} at feature ${worst}, got ${got[worst]}; ` +
      `may differ by ${tolerance} × ${scale.toPrecision(3)}, the largest value.`,
  );
}

/** @throws unless the bytes are the same. */
export function expectSameBytes(what: string, got: Float32Array, expected: Float32Array): void {
  const [a, b] = [new Uint32Array(got.slice().buffer), new Uint32Array(expected.slice().buffer)];
  const at = b.findIndex((bits, i) => bits !== a[i]);
  if (at === -1 && a.length === b.length) return;
  throw new Error(`${what}: expected the same bytes, ${expected[at]} at ${at}; got ${got[at]}.`);
}
