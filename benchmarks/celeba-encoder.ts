import * as tfl from '@tensorflow/tfjs-layers';

/**
 * The encoder of the paper's CelebA VAE, up to the mean: 128 × 128 × 3 to 400, untrained; 1.38 GFLOP a sample forward.
 * The activations are inside the convolutions: stock wasm can then differentiate it (tfjs asks for the filter's gradient
 * of a convolution without activation, which stock wasm lacks).
 */
export function celebaEncoder(): tfl.LayersModel {
  const input = tfl.input({ shape: [128, 128, 3] });
  const norm = (x: unknown) => tfl.layers.batchNormalization().apply(x as tfl.SymbolicTensor);
  let x = input as unknown;
  for (const [filters, kernelSize] of [
    [64, 5],
    [128, 5],
    [256, 5],
    [512, 5],
    [1024, 2],
  ] as const) {
    const layer = tfl.layers.conv2d({ filters, kernelSize, strides: 2, padding: 'same', activation: 'relu' });
    x = norm(layer.apply(x as tfl.SymbolicTensor));
  }
  const flat = tfl.layers.flatten().apply(x as tfl.SymbolicTensor) as tfl.SymbolicTensor;
  const hidden = norm(tfl.layers.dense({ units: 512, activation: 'relu' }).apply(flat));
  const mean = tfl.layers.dense({ units: 400, name: 'z_mean' }).apply(hidden as tfl.SymbolicTensor);
  return tfl.model({ inputs: input, outputs: mean as tfl.SymbolicTensor });
}
