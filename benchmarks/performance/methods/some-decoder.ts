import type { Decoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';

/** An untrained decoder of B's latents, with the same weights in every process: B backwards. */
export function decoderOfB(): Decoder {
  let seed = 100;
  const kernel = () => {
    seed += 1;
    return { kernelInitializer: tfl.initializers.glorotUniform({ seed }) };
  };
  const { layers } = tfl;
  const doubling = { kernelSize: 4, strides: 2, padding: 'same' } as const;
  const model = tfl.sequential({
    layers: [
      layers.dense({ units: 256, activation: 'relu', inputShape: [20], ...kernel() }),
      layers.dense({ units: 4 * 4 * 64, activation: 'relu', ...kernel() }),
      layers.reshape({ targetShape: [4, 4, 64] }),
      layers.conv2dTranspose({ filters: 32, activation: 'relu', ...doubling, ...kernel() }),
      layers.conv2dTranspose({ filters: 16, activation: 'relu', ...doubling, ...kernel() }),
      layers.conv2dTranspose({ filters: 1, activation: 'sigmoid', ...doubling, ...kernel() }),
    ],
  });
  return model as unknown as Decoder;
}
