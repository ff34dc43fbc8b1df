import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';

/** A: the CelebA encoder of the paper. B: its olfactory-bulb encoder. */
export type EncoderName = 'A' | 'B';

interface Architecture {
  readonly size: number;
  readonly channels: number;
  /** Filters and kernel of each convolution, all of stride 2. */
  readonly convolutions: readonly (readonly [filters: number, kernel: number])[];
  readonly dense: readonly number[];
  readonly latentSize: number;
}

/** `peer.py` has the same table. */
const ARCHITECTURES: Record<EncoderName, Architecture> = {
  A: {
    size: 128,
    channels: 3,
    convolutions: [
      [64, 5],
      [128, 5],
      [256, 5],
      [512, 5],
      [1024, 2],
    ],
    dense: [512],
    latentSize: 400,
  },
  B: {
    size: 32,
    channels: 1,
    convolutions: [
      [16, 4],
      [32, 4],
      [64, 4],
    ],
    dense: [256, 256],
    latentSize: 20,
  },
};

/**
 * An untrained encoder up to the posterior mean, with the same weights in every process. The activations are inside the convolutions,
 * so that stock wasm can differentiate it: for a convolution without activation, tfjs asks for the filter's gradient, which stock wasm
 * lacks.
 *
 * @param size height and width of the images. Default: the paper's.
 */
export function encoderModel(name: EncoderName, size = ARCHITECTURES[name].size): LayersModel {
  const { channels, convolutions, dense, latentSize } = ARCHITECTURES[name];
  let seed = 0;
  const kernel = () => {
    seed += 1;
    return { kernelInitializer: tfl.initializers.glorotUniform({ seed }) };
  };
  const input = tfl.input({ shape: [size, size, channels] });
  const apply = (layer: { apply(x: tfl.SymbolicTensor): unknown }) => {
    x = layer.apply(x) as tfl.SymbolicTensor;
  };
  let x = input;
  const halving = { strides: 2, padding: 'same', activation: 'relu' } as const;
  for (const [filters, kernelSize] of convolutions) {
    apply(tfl.layers.conv2d({ filters, kernelSize, ...halving, ...kernel() }));
    apply(tfl.layers.batchNormalization());
  }
  apply(tfl.layers.flatten());
  for (const units of dense) {
    apply(tfl.layers.dense({ units, activation: 'relu', ...kernel() }));
    apply(tfl.layers.batchNormalization());
  }
  apply(tfl.layers.dense({ units: latentSize, name: 'z_mean', ...kernel() }));
  return tfl.model({ inputs: input, outputs: x });
}
