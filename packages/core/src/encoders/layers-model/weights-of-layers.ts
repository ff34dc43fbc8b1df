import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** The variables of layers or models, without tfjs' check, which throws if one was disposed. */
export function weightsOfLayers(layers: readonly Pick<LayersModel, 'weights'>[]): Tensor[] {
  return layers.flatMap(({ weights }) => weights.map((weight) => (weight as unknown as { val: Tensor }).val));
}
