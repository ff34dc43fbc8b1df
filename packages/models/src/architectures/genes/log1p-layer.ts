import { log1p, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/** ln(1 + x), elementwise: a layer, so that an encoder takes counts. `layersEncoder` of `@csm/core` knows it by its name. */
export class Log1p extends layers.Layer {
  static className = 'Log1p';

  override computeOutputShape(inputShape: number[]): number[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => log1p([inputs].flat()[0] as Tensor));
  }
}
