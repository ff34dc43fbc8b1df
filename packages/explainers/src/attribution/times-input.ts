import type { Attribution } from '@csm/core/extend';
import { mul, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Multiplies the maps of an attribution by the inputs, as gradient × input and rectified gradient do.
 * @param attribution the function takes it over: it disposes the maps, and returns the other tensors as part of the
 * result.
 * @param inputs `[batch, ...inputShape]`, borrowed.
 * @category Run a method with rules
 */
export function timesInput({ maps, ...rest }: Attribution, inputs: Tensor): Attribution {
  const products = maps.map((map) => {
    const product = mul(map, inputs);
    map.dispose();
    return product;
  });
  return { maps: products, ...rest };
}
