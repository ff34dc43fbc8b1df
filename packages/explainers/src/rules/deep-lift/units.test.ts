import { largest } from '@csm/base';
import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { deepLift } from '../../methods/deep-lift.js';

beforeAll(() => useBackend('cpu'));

/** Without biases, z(c x) = c z(x). */
function homogeneousEncoder(activation: ReturnType<typeof tfl.layers.reLU>) {
  const { layers, initializers } = tfl;
  const init = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }), useBias: false });
  return layersEncoder(
    tfl.sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 1], filters: 3, kernelSize: 3, ...init(1) }),
        activation,
        layers.maxPooling2d({ poolSize: 3, strides: 2 }),
        layers.flatten(),
        layers.dense({ units: 2, ...init(2) }),
      ],
    }),
  );
}

it.each([1e-14, 1e-8, 1e8])('maps of pictures in other units are the same, times %d', async (unit) => {
  for (const activation of [tfl.layers.reLU(), tfl.layers.leakyReLU(), tfl.layers.prelu()]) {
    const encoder = homogeneousEncoder(activation as ReturnType<typeof tfl.layers.reLU>);
    const map = async (scale: number) => {
      const values = Float32Array.from({ length: 128 }, (_, i) => scale * Math.sin(i * i));
      const [inputs, baseline] = [values.subarray(0, 64), values.subarray(64)];
      const explainer = deepLift({ baseline: ndarray(baseline, [8, 8, 1]) });
      const found = await explain(
        encoder,
        conceptVector('c', [1, -0.5]),
        ndarray(inputs, [1, 8, 8, 1]),
        explainer,
      );
      return found.maps.data.map((value) => value / scale);
    };
    const expected = await map(1);
    const most = largest(expected.map(Math.abs));
    (await map(unit)).forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-5 * most);
    });
  }
});
