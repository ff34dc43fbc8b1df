import type { Explainer } from '@csm/core';
import { disposeAttribution } from '@csm/core/extend';
import {
  abs,
  add,
  dispose,
  div,
  max,
  mul,
  sign,
  sqrt,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/**
 * A map that shows where two methods agree: map = sgn(a) · √|a b|, where a and b are their maps. This is the
 * geometric mean of the magnitudes, which is small wherever one of them is small, with the sign of the first map.
 */
export function product(first: Explainer, second: Explainer): Explainer {
  return {
    name: `${first.name} and ${second.name}`,
    check(target, onWarning) {
      first.check?.(target, onWarning);
      second.check?.(target, onWarning);
    },
    async attribute(target, inputs, run) {
      const a = await first.attribute(target, inputs, run);
      try {
        const b = await second.attribute(target, inputs, run);
        const maps = tidy(() =>
          a.maps.map((map, i) => mul(sign(map), sqrt(abs(mul(map, b.maps[i]!)))) as Tensor),
        );
        disposeAttribution(b);
        return { maps };
      } finally {
        disposeAttribution(a);
      }
    },
  };
}

/**
 * A map divided by the mean of the data plus one hundredth of that mean's maximum. For counts, this removes factors
 * that all genes share at a position, such as the depth of a spot.
 */
export function overMean(inner: Explainer, mean: NdArray<Float32Array>): Explainer {
  return {
    name: `${inner.name} over the mean`,
    linear: inner.linear === true,
    check: (target, onWarning) => inner.check?.(target, onWarning),
    async attribute(target, inputs, run) {
      const found = await inner.attribute(target, inputs, run);
      const maps = tidy(() => {
        const usual = tensor(mean.data, mean.shape as [number, number, number]);
        const unit = add(usual, mul(max(usual), 0.01));
        return found.maps.map((map) => div(map, unit));
      });
      disposeAttribution(found);
      return { maps };
    },
  };
}

/** A map times the input. For counts, it is zero wherever the count is zero. */
export function timesInput(inner: Explainer): Explainer {
  return {
    name: `input × ${inner.name}`,
    check: (target, onWarning) => inner.check?.(target, onWarning),
    async attribute(target, inputs, run) {
      const found = await inner.attribute(target, inputs, run);
      const maps = found.maps.map((map) => mul(map, inputs));
      dispose([...found.maps]);
      return { ...found, maps };
    },
  };
}
