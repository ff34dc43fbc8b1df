import {
  initializers,
  input,
  type LayersModel,
  layers,
  model as modelOf,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';

/** A convolutional network of 8 × 8 × 3 to five latents, with a ReLU and batch normalisation. */
export function convolutionalNetwork(): LayersModel {
  const kernel = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  return sequential({
    layers: [
      layers.conv2d({
        inputShape: [8, 8, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        ...kernel(1),
      }),
      layers.batchNormalization(),
      layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, padding: 'same', ...kernel(2) }),
      layers.reLU(),
      layers.flatten(),
      layers.dense({ units: 5, ...kernel(3) }),
    ],
  });
}

/** The encoder of a VAE of seven features and a condition of two, to a mean and a logarithm of variances. */
export function conditionalNetwork(): LayersModel {
  const kernel = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  const genes = input({ shape: [7], name: 'genes' });
  const condition = input({ shape: [2], name: 'condition' });
  const both = layers.concatenate().apply([genes, condition]) as SymbolicTensor;
  const hidden = layers.dense({ units: 6, activation: 'relu', ...kernel(1) }).apply(both) as SymbolicTensor;
  const mean = layers.dense({ units: 3, name: 'z_mean', ...kernel(2) }).apply(hidden) as SymbolicTensor;
  const variance = layers
    .dense({ units: 3, name: 'z_log_var', ...kernel(3) })
    .apply(hidden) as SymbolicTensor;
  return modelOf({ inputs: [genes, condition], outputs: [mean, variance] });
}
