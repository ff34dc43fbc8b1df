import { grads, type Tensor } from '@tensorflow/tfjs-core';
import { activationOfLayer } from './activation.js';
import type { Layer, OperationKind } from './operation-kind.js';

/**
 * Any layer that no other kind describes: run by the layer itself, its vector–Jacobian product taken by tfjs.
 * The one kind that is not plain data.
 */
export interface OpaqueLayer {
  readonly kind: 'layer';
  readonly className: string;
  /** Whether the layer may apply a ReLU or another nonlinearity that no backward rule can reach. */
  readonly hidesNonlinearity: boolean;
  readonly layer: Layer;
}

/** Known to hold no ReLU of their own; what is not here may. */
const WITHOUT_RELU = new Set([
  'Add',
  'Average',
  'AveragePooling1D',
  'AveragePooling2D',
  'AveragePooling3D',
  'BatchNormalization',
  'Concatenate',
  'Conv1D',
  'Conv2D',
  'Conv2DTranspose',
  'Conv3D',
  'Conv3DTranspose',
  'Cropping2D',
  'DepthwiseConv2D',
  'Dot',
  'Embedding',
  'Flatten',
  'GlobalAveragePooling1D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling1D',
  'GlobalMaxPooling2D',
  'LayerNormalization',
  'MaxPooling1D',
  'MaxPooling2D',
  'MaxPooling3D',
  'Multiply',
  'PReLU',
  'Permute',
  'RepeatVector',
  'SeparableConv2D',
  'Softmax',
  'UpSampling2D',
  'ZeroPadding2D',
]);

function hidesNonlinearity(layer: Layer): boolean {
  return activationOfLayer(layer) !== 'none' || !WITHOUT_RELU.has(layer.getClassName());
}

function run({ layer }: OpaqueLayer, inputs: readonly Tensor[]): Tensor {
  const output = layer.apply(inputs.length === 1 ? inputs[0]! : [...inputs], { training: false });
  return output as Tensor;
}

export const opaqueLayer: OperationKind<OpaqueLayer> = {
  fromLayer: (layer) => ({
    kind: 'layer',
    className: layer.getClassName(),
    hidesNonlinearity: hidesNonlinearity(layer),
    layer,
  }),
  forward: run,
  vjp: (operation, { inputs }, cotangent) =>
    grads((...xs: Tensor[]) => run(operation, xs))([...inputs], cotangent),
};
