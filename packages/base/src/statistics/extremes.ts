/** The largest number, as `Math.max(...values)`, which would overflow the call stack for long lists; −∞ of none. */
export function largest(values: Iterable<number>): number {
  let found = Number.NEGATIVE_INFINITY;
  for (const value of values) found = Math.max(found, value);
  return found;
}

/** The smallest number, as `Math.min(...values)`, which would overflow the call stack for long lists; ∞ of none. */
export function smallest(values: Iterable<number>): number {
  let found = Number.POSITIVE_INFINITY;
  for (const value of values) found = Math.min(found, value);
  return found;
}
