import { conceptVector, type Explainer, explain, graphEncoder, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { graphModelOf } from '../../../test/graph-model.js';
import { vaeEncoder } from '../../core/test/small-models.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';

const images = (count: number) =>
  ndarray(
    Float32Array.from({ length: count * 144 }, (_, i) => Math.sin(i * i)),
    [count, 9, 8, 2],
  );

const methods: Record<string, () => Explainer> = {
  gradient: () => gradient(),
  inputXGradient: () => inputXGradient(),
  integratedGradients: () => integratedGradients({ steps: 3 }),
  deepLift: () => deepLift({ baseline: 0.1 }),
  gradientShap: () => gradientShap({ baselines: images(2), samples: 2 }),
  smoothGrad: () => smoothGrad(gradient(), { samples: 2 }),
  occlusion: () => occlusion({ window: [3, 4, 2] }),
  guidedBackprop: () => guidedBackprop(),
  deconvnet: () => deconvnet(),
  rectifiedGradient: () => rectifiedGradient(),
  epsilonLrp: () => epsilonLrp(),
};

function expectSameNumbers(a: NdArray<Float32Array>, b: NdArray<Float32Array>) {
  const scale = Math.max(...b.data.map(Math.abs));
  expect(a.shape).toEqual(b.shape);
  for (const [i, value] of a.data.entries()) expect(Math.abs(value - b.data[i]!)).toBeLessThan(1e-5 * scale);
}

describe.each(BACKENDS)('a GraphModel with a batch of 1, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(Object.keys(methods))('has the maps of the same model with an open batch, by %s', async (name) => {
    const free = layersEncoder(vaeEncoder());
    const single = graphEncoder(await graphModelOf(free.graph!, true, 1));
    const concept = conceptVector('c', [1, -2, 0.5, 3, -1]);
    const { numTensors } = tf.memory();
    const quiet = { onWarning: () => {}, batchSize: 2 };
    const found = await explain(single, concept, images(3), methods[name]!(), quiet);
    const expected = await explain(free, concept, images(3), methods[name]!(), quiet);
    expectSameNumbers(found.maps, expected.maps);
    expectSameNumbers(found.scores, expected.scores);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
