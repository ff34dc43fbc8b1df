import { dot, mean } from '@csm/base';
import { signSumTail } from './sign-sum-tail.js';
import { type FeaturePositions, spatialModes } from './spatial-modes.js';

/**
 * A two-sided p-value for the sum of a field's values inside a region, among fields that are as smooth.
 *
 * The field is a sum of spatial modes. Under the null hypothesis each of its amplitudes could as well have the other sign, so the
 * sum over the region is Σ ± c_k g_k, with c_k and g_k the amplitudes of region and field. What the modes leave over
 * counts as noise without neighbours.
 *
 * Source: Wagner & Dray 2015, Generating spatially constrained null models for irregularly spaced data using Moran
 * spectral randomization methods (doi 10.1111/2041-210X.12407), singleton procedure.
 *
 * @param region 1 inside, 0 outside.
 * @returns a function that computes p for a field.
 */
export function spatialNull(
  positions: FeaturePositions,
  region: Float64Array,
): (field: Float64Array) => number {
  const modes = spatialModes(positions);
  const size = region.length;
  const inside = centred(region);
  const own = amplitudes(inside, modes);
  const ownRest = Math.max(0, dot(inside, inside, size) - dot(own, own, own.length));
  const freedom = size - 1 - modes.length;
  return (values) => {
    const field = centred(values);
    const others = amplitudes(field, modes);
    const rest = Math.max(0, dot(field, field, size) - dot(others, others, others.length));
    const variance = freedom > 0 ? (ownRest * rest) / freedom : 0;
    return signSumTail(
      others.map((value, k) => value * (own[k] ?? 0)),
      variance,
      dot(inside, field, size),
    );
  };
}

function amplitudes(field: Float64Array, modes: readonly Float64Array[]): Float64Array {
  return Float64Array.from(modes, (mode) => dot(field, mode, mode.length));
}

function centred(values: Float64Array): Float64Array {
  const middle = mean(values);
  return values.map((value) => value - middle);
}
