import type { Attribution } from '@csm/core';
import { mul, type Tensor } from '@tensorflow/tfjs-core';

/** The maps multiplied by the inputs; takes over the attribution it is given. */
export function timesInput({ maps, ...rest }: Attribution, inputs: Tensor): Attribution {
  const products = maps.map((map) => {
    const product = mul(map, inputs);
    map.dispose();
    return product;
  });
  return { maps: products, ...rest };
}
