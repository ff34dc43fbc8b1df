import { mean, variance } from '@csm/base';
import { conceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { Coordinate } from './report-concept.js';

/** The coordinates of the latents that vary most, the first most. Constant coordinates are left out. */
export function varyingCoordinates(latents: NdArray<Float32Array>, count: number): Coordinate[] {
  const [n = 0, size = 0] = latents.shape;
  const columns = Array.from({ length: size }, (_, d) =>
    Float64Array.from({ length: n }, (_, i) => latents.get(i, d)),
  );
  const variances = columns.map((column) => (n > 1 ? variance(column) : 0));
  const total = variances.reduce((a, b) => a + b, 0);
  return [...columns.keys()]
    .filter((d) => (variances[d] ?? 0) > 0)
    .sort((a, b) => (variances[b] ?? 0) - (variances[a] ?? 0))
    .slice(0, count)
    .map((d) => ({
      vector: conceptVector(
        `latent coordinate ${d}`,
        Float32Array.from({ length: size }, (_, i) => (i === d ? 1 : 0)),
      ),
      index: d,
      mean: mean(columns[d] ?? []),
      standardDeviation: Math.sqrt(variances[d] ?? 0),
      share: (variances[d] ?? 0) / total,
    }));
}
