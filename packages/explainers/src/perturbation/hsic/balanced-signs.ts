/**
 * Random masks of a feature: +1 in which it is kept, −1 in which it is replaced. Half of the masks keep it, and if their number is odd, one more
 * replaces it: a Latin hypercube of a fair coin.
 */
export function balancedSigns(masks: number, random: () => number): Int8Array {
  const signs = new Int8Array(masks);
  for (let mask = 0; mask < masks; mask++) {
    const other = Math.floor(random() * (mask + 1));
    signs[mask] = signs[other] ?? 0;
    signs[other] = mask % 2 === 0 ? -1 : 1;
  }
  return signs;
}
