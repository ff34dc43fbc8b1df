import type { Explainer } from '@csm/core';
import { dispose, mul } from '@tensorflow/tfjs-core';

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
