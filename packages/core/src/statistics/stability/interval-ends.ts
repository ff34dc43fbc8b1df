/**
 * Collects vectors one by one and computes a percentile interval of each component. Only the numbers beyond the ends of the
 * interval are kept (for 95 %, a twentieth of all), because a thousand vectors of a million numbers would take 4 GB.
 *
 * Percentiles interpolate linearly between order statistics (numpy's default, Hyndman and Fan's type 7).
 *
 * @param size the number of components.
 * @param samples how many vectors will be added.
 * @param level share of the vectors inside the interval.
 */
export function intervalEnds(size: number, samples: number, level: number) {
  const low = ((samples - 1) * (1 - level)) / 2;
  const high = ((samples - 1) * (1 + level)) / 2;
  const lowest = smallestOf(size, Math.ceil(low) + 1);
  // The largest numbers are the smallest of the negated ones.
  const highest = smallestOf(size, samples - Math.floor(high));
  let added = 0;
  return {
    add(vector: Float32Array): void {
      for (let k = 0; k < size; k++) {
        const value = vector[k] ?? Number.NaN;
        lowest.add(k, value, added);
        highest.add(k, -value, added);
      }
      added++;
    },
    /** The ends of each component's interval. */
    ends(): { lower: Float32Array; upper: Float32Array } {
      return {
        lower: Float32Array.from(Array(size).keys(), (k) => lowest.at(k, low)),
        upper: Float32Array.from(Array(size).keys(), (k) => -highest.at(k, samples - 1 - high)),
      };
    },
  };
}

/** The smallest numbers of each component, in ascending order. */
function smallestOf(size: number, count: number) {
  const kept = new Float32Array(size * count);
  return {
    /** @param before how many numbers of this component were added before. */
    add(component: number, value: number, before: number): void {
      const start = component * count;
      let at = start + Math.min(before, count);
      if (before >= count) {
        if (!(value < (kept[at - 1] ?? 0))) return;
        at--;
      }
      for (; at > start && value < (kept[at - 1] ?? 0); at--) kept[at] = kept[at - 1] ?? 0;
      kept[at] = value;
    },
    /** The number at a rank from 0, interpolated. */
    at(component: number, rank: number): number {
      const below = kept[component * count + Math.floor(rank)] ?? 0;
      const above = kept[component * count + Math.ceil(rank)] ?? 0;
      return below + (rank - Math.floor(rank)) * (above - below);
    },
  };
}
