/** Whether two latents are of the same input: backends round differently; with other weights or pictures, latents differ far more. */
export function isSameLatent(before: ArrayLike<number>, now: ArrayLike<number>): boolean {
  const largest = Array.from(now).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  if (before.length > now.length) return false;
  return Array.from(before).every((value, i) => Math.abs(value - (now[i] ?? Number.NaN)) < 1e-4 * largest);
}
