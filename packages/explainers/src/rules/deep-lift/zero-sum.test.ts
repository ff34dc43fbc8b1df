import { conceptVector, explain, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { deepLift } from '../../methods/deep-lift.js';
import { inputXGradient } from '../../methods/input-x-gradient.js';

const LAPLACIAN = [0.3, 0.7, 0.3, 0.7, -4, 0.7, 0.3, 0.7, 0.3];
const BIASES = [0.37, -0.21, 0.11, 0.9, -1.3, 2.1, 0.05, 0.63];

/** One unit per bias; its kernel adds up to 0, so that a flat input moves no unit, except for rounding. */
function zeroSumEncoder(activation: 'sigmoid' | 'tanh' | 'elu' | 'relu' | 'softplus' | 'swish') {
  const layer = tfl.layers.dense({ units: BIASES.length, activation, inputShape: [9] });
  const model = tfl.sequential({ layers: [layer] });
  const kernel = LAPLACIAN.map((weight) => BIASES.map((_, unit) => weight * (1 + 0.37 * unit)));
  layer.setWeights([tf.tensor2d(kernel), tf.tensor1d(BIASES)]);
  return layersEncoder(model);
}

describe.each(['cpu', 'wasm'] as const)('units that only rounding moves, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it.each(['sigmoid', 'tanh', 'elu', 'relu', 'softplus', 'swish'] as const)(
    'have the derivative of %s',
    async (activation) => {
      const encoder = zeroSumEncoder(activation);
      const inputs = ndarray(
        Float32Array.from({ length: 27 }, (_, i) => [0.7, 0.3, 0.9][Math.floor(i / 9)]!),
        [3, 9],
      );
      for (const [unit] of BIASES.entries()) {
        const concept = conceptVector(
          'unit',
          BIASES.map((_, k) => Number(k === unit)),
        );
        const { maps } = await explain(encoder, concept, inputs, deepLift(), { onWarning: () => {} });
        const limit = await explain(encoder, concept, inputs, inputXGradient(), { onWarning: () => {} });
        const most = Math.max(...limit.maps.data.map(Math.abs));
        maps.data.forEach((value, i) => {
          expect(Math.abs(value - limit.maps.data[i]!)).toBeLessThanOrEqual(1e-4 * most);
        });
      }
    },
  );
});
