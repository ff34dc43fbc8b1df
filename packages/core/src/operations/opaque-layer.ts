import { grads, type Tensor } from '@tensorflow/tfjs-core';
import type { Layer, OperationKind } from './operation-kind.js';

/**
 * Any layer that no other kind describes: run by the layer itself, its vector–Jacobian product taken by tfjs.
 * The one kind that is not plain data.
 */
export interface OpaqueLayer {
  readonly kind: 'layer';
  readonly className: string;
  readonly layer: Layer;
}

function run({ layer }: OpaqueLayer, inputs: readonly Tensor[]): Tensor {
  const output = layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: false });
  return output as Tensor;
}

export const opaqueLayer: OperationKind<OpaqueLayer> = {
  fromLayer: (layer) => ({ kind: 'layer', className: layer.getClassName(), layer }),
  forward: run,
  vjp: (operation, { inputs }, cotangent) =>
    grads((...xs: Tensor[]) => run(operation, xs))([...inputs], cotangent),
};
