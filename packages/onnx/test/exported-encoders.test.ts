import { keyedNormal } from '@csm/base';
import { conceptVector, type Encoder, encode, explain, layersEncoder, type TfjsEncoder } from '@csm/core';
import {
  deconvnet,
  deepLift,
  epsilonLrp,
  gradient,
  guidedBackprop,
  integratedGradients,
  occlusion,
  rectifiedGradient,
} from '@csm/explainers';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { exportEncoder, onnxEncoder } from '../src/index.js';
import { difference, firstOf, ROUNDING, randomInputs } from './array-difference.js';
import { LAYERS_ENCODERS, recurrent } from './layers-models.js';
import { expectAcceptedByOnnx, uncheckedByOnnx } from './onnx-in-python.js';
import { runFile } from './run-file.js';

const METHODS = {
  gradient: gradient(),
  'integrated gradients': integratedGradients({ steps: 8 }),
  'guided backprop': guidedBackprop(),
  deconvnet: deconvnet(),
  'rectified gradient': rectifiedGradient({ percentile: 80 }),
  DeepLIFT: deepLift({ baseline: 0.1 }),
  'ε-LRP': epsilonLrp(),
  'ε-LRP, gradient form': epsilonLrp({ form: 'gradient' }),
  occlusion: occlusion({ window: [4, 4], strides: [4, 4] }),
};

beforeAll(() => useBackend('cpu'));

describe.each(Object.keys(LAYERS_ENCODERS))(`the file of an encoder: %s${uncheckedByOnnx}`, (name) => {
  const parts = async () => {
    const encoder = LAYERS_ENCODERS[name]?.() as TfjsEncoder;
    return { encoder, bytes: await exportEncoder(encoder), x: randomInputs(encoder, 5) };
  };

  it('gives the latents in ONNX Runtime, for batches of any size', async () => {
    const { encoder, bytes, x } = await parts();
    expectAcceptedByOnnx(bytes);
    for (const n of [1, 5]) {
      const batch = firstOf(x, n);
      const { latent } = await runFile(bytes, { input: batch });
      const expected = await encode(encoder, batch);
      expect(latent?.shape).toEqual(expected.shape);
      expect(difference(latent, expected)).toBeLessThan(ROUNDING);
    }
  });

  it('gives the same maps with every method after it is read back', async () => {
    const { encoder, bytes, x } = await parts();
    const read = await onnxEncoder(bytes);
    expect(read.inputShape).toEqual(encoder.inputShape);
    const random = keyedNormal('concept');
    const concept = conceptVector('c', Float32Array.from({ length: encoder.latentSize }, random));
    for (const [method, explainer] of Object.entries(METHODS)) {
      if (method === 'occlusion' && encoder.inputShape.length < 3) continue;
      // ε-LRP has no rule for layer normalisation.
      if (method === 'ε-LRP' && name === 'gated sequences') continue;
      const [expected, found] = await Promise.all(
        [encoder, read].map((each: Encoder) => explain(each, concept, x, explainer, { onWarning() {} })),
      );
      expect(difference(found?.scores, expected?.scores), `${method}, scores`).toBeLessThan(ROUNDING);
      // Occlusion is a difference of two scores, so it has the rounding of the scores.
      const [of, bound] =
        method === 'occlusion' ? [expected?.scores, 2 * ROUNDING] : [expected?.maps, ROUNDING];
      expect(difference(found?.maps, expected?.maps, of), `${method}, maps`).toBeLessThan(bound);
    }
    read.dispose();
  });
});

describe('exportEncoder', () => {
  it('keeps equal layers separate and sums of many inputs whole, so that rules match the same nodes', async () => {
    const input = tfl.input({ shape: [9] });
    const dense = (units: number, seed: number, x: tfl.SymbolicTensor) =>
      tfl.layers
        .dense({ units, kernelInitializer: tfl.initializers.glorotNormal({ seed }) })
        .apply(x) as tfl.SymbolicTensor;
    const hidden = dense(6, 1, input);
    const branches = [2, 3, 4].map((seed) =>
      dense(3, seed, tfl.layers.reLU().apply(hidden) as tfl.SymbolicTensor),
    );
    const model = tfl.model({
      inputs: input,
      outputs: tfl.layers.add().apply(branches) as tfl.SymbolicTensor,
    });
    const encoder = layersEncoder(model);
    const read = await onnxEncoder(await exportEncoder(encoder));
    const concept = conceptVector('c', [1, -0.5, 0.7]);
    const x = randomInputs(encoder, 5);
    for (const explainer of [guidedBackprop(), epsilonLrp()]) {
      const [expected, found] = await Promise.all(
        [encoder, read].map((each: Encoder) => explain(each, concept, x, explainer, { onWarning() {} })),
      );
      expect(difference(found?.maps, expected?.maps), explainer.name).toBeLessThan(20 * ROUNDING);
    }
    read.dispose();
    encoder.dispose?.();
    model.dispose();
  });

  it('rejects a layer that runs as a whole, by name', async () => {
    await expect(exportEncoder(recurrent())).rejects.toThrow(
      /^exportEncoder: layer "memory" \(LSTM\) runs as a whole/,
    );
  });
});
