import { layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { TestEncoder } from './contract-options.js';

const LATENT_SIZE = 4;

/**
 * Gives different numbers at each call, but the same sequence for each encoder; weights, biases and statistics are
 * all nontrivial.
 */
function seededInitializers() {
  let seed = 1;
  const { glorotNormal, randomUniform } = tfl.initializers;
  return {
    kernel: () => glorotNormal({ seed: seed++ }),
    around: (mean: number) => randomUniform({ minval: mean - 0.4, maxval: mean + 0.4, seed: seed++ }),
  };
}
type Initializers = ReturnType<typeof seededInitializers>;

function dense(
  units: number,
  { kernel, around }: Initializers,
  activation: 'relu' | 'linear',
  name = `dense_${units}`,
) {
  return tfl.layers.dense({
    units,
    activation,
    kernelInitializer: kernel(),
    biasInitializer: around(0),
    name,
  });
}

function convolution(
  filters: number,
  { kernel, around }: Initializers,
  strides: number,
  padding: 'same' | 'valid',
) {
  return tfl.layers.conv2d({
    filters,
    name: 'convolution',
    kernelSize: 3,
    strides,
    padding,
    activation: 'relu',
    kernelInitializer: kernel(),
    biasInitializer: around(0),
  });
}

/** The encoder of a VAE whose posterior depends on the hidden layers. */
function vaeEncoder(
  shape: number[],
  hiddenLayers: (initializers: Initializers) => tfl.layers.Layer[],
): TestEncoder {
  const initializers = seededInitializers();
  const input = tfl.input({ shape });
  let hidden = input;
  for (const layer of hiddenLayers(initializers)) hidden = layer.apply(hidden) as tfl.SymbolicTensor;
  const outputs = ['z_mean', 'z_log_var'].map((name) =>
    dense(LATENT_SIZE, initializers, 'linear', name).apply(hidden),
  ) as tfl.SymbolicTensor[];
  const model = tfl.model({ inputs: input, outputs });
  return { encoder: layersEncoder(model), weights: model.getWeights(), dispose: () => model.dispose() };
}

/**
 * The encoders on which explainers are checked: small, seeded, with ReLUs, each the encoder of a VAE with 4 latent dimensions. Their
 * layers always have the same names.
 * Each call creates a new one on the current backend.
 *
 * @category Write an explainer
 */
export const testEncoders = {
  /** Seven features; two dense layers. */
  dense: () => vaeEncoder([7], (init) => [dense(12, init, 'relu'), dense(9, init, 'relu')]),
  /** Images of 6 × 5 × 2; a padded convolution of stride 2, BatchNormalization, a dense layer. */
  convolutional: () =>
    vaeEncoder([6, 5, 2], (init) => [
      convolution(5, init, 2, 'same'),
      tfl.layers.batchNormalization({
        name: 'normalisation',
        gammaInitializer: init.around(1),
        betaInitializer: init.around(0),
        movingMeanInitializer: init.around(0.3),
        movingVarianceInitializer: init.around(1),
      }),
      tfl.layers.flatten({ name: 'flatten' }),
      dense(12, init, 'relu'),
    ]),
  /** Images of 8 × 7 × 1; a convolution, max pooling, a dense layer. */
  pooling: () =>
    vaeEncoder([8, 7, 1], (init) => [
      convolution(4, init, 1, 'valid'),
      tfl.layers.maxPooling2d({ name: 'pooling', poolSize: 2 }),
      tfl.layers.flatten({ name: 'flatten' }),
      dense(10, init, 'relu'),
    ]),
} satisfies Record<string, () => TestEncoder>;
