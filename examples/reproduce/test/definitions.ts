// The steps of the notebooks, implemented from their description as plainly as possible: one number at a time, in float64, and
// without the packages under test.

/** A tab-separated count matrix: a header of genes, then one row per spot, whose name is `XxY`. */
export function countMatrix(text: string) {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const genes = header.split('\t').slice(1);
  const spots = lines.map((line) => {
    const [name = '', ...counts] = line.split('\t');
    const [x = Number.NaN, y = Number.NaN] = name.split('x').map(Number);
    return { x, y, counts: counts.map(Number) };
  });
  return { genes, spots };
}

/** The picture of a gene: column int(X + 0.5) − 1, row int(Y + 0.5), divided by its maximum. */
export function raster(spots: ReturnType<typeof countMatrix>['spots'], gene: number): Float64Array {
  const picture = new Float64Array(32 * 32);
  for (const { x, y, counts } of spots) {
    picture[Math.trunc(y + 0.5) * 32 + Math.trunc(x + 0.5) - 1] = counts[gene] ?? 0;
  }
  const maximum = Math.max(...picture);
  return picture.map((value) => value / maximum);
}

/** Pearson's r and its two-sided p-value, by Simpson's rule for the incomplete beta integral ∫ sin^(n − 3) θ dθ. */
export function pearson(x: readonly number[], y: readonly number[]): { r: number; p: number } {
  const n = x.length;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (const [i, value] of x.entries()) {
    const [dx, dy] = [value - mx, (y[i] ?? 0) - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const r = xy / Math.sqrt(xx * yy);
  const integral = (end: number) => {
    const steps = 2000;
    let sum = 0;
    for (let k = 0; k <= steps; k++) {
      const weight = k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2;
      sum += weight * Math.sin((k * end) / steps) ** (n - 3);
    }
    return (sum * end) / steps / 3;
  };
  return { r, p: integral(Math.acos(Math.min(1, Math.abs(r)))) / integral(Math.PI / 2) };
}

/** The q-th percentile with linear interpolation between order statistics. */
function percentile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (q / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** The map as the notebooks display it: the sum over channels, clipped to its percentiles 0.5 and 99.5. */
export function preprocessed(map: ArrayLike<number>, channels: number, useAbs = false): number[] {
  const sums = Array.from({ length: map.length / channels }, (_, pixel) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) {
      const value = map[pixel * channels + c] ?? 0;
      sum += useAbs ? Math.abs(value) : value;
    }
    return sum;
  });
  const [low, high] = [percentile(sums, 0.5), percentile(sums, 99.5)];
  return sums.map((value) => (low > 0 && value < low ? 0 : Math.min(high, Math.max(low, value))));
}

/** The heights of both histograms over common edges: shares of the group, divided by the width of a bin. */
export function densities(positives: readonly number[], negatives: readonly number[], bins: number) {
  const all = [...positives, ...negatives];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const width = (high - low) / bins;
  return [positives, negatives].map((scores) => {
    const heights = new Array<number>(bins).fill(0);
    for (const score of scores) {
      const bin = Math.min(bins - 1, Math.floor((score - low) / width));
      heights[bin] = (heights[bin] ?? 0) + 1 / (scores.length * width);
    }
    return heights;
  });
}
