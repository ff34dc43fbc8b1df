import { disposeAttribution, type Explainer } from '@csm/core';
import { abs, dispose, mul, sign, sqrt, type Tensor, tidy } from '@tensorflow/tfjs-core';

/**
 * Where two methods agree: map = sgn(a) · √|a b|, a and b their maps. The geometric mean of the magnitudes, which is small where
 * either is, with the sign of the first.
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

/** A map times the input: of counts, where there are any. */
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
