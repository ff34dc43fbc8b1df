import {
  conceptVector,
  cosine,
  dotProduct,
  type Encoder,
  explain,
  functionEncoder,
  layersEncoder,
  scorePerSample,
} from '@csm/core';
import type { BackwardRule, Explainer } from '@csm/core/extend';
import { epsilonLrp, gradient, integratedGradients, smoothGrad } from '@csm/explainers';
import {
  exp,
  getBackend,
  memory,
  mul,
  scalar,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { exportEncoder, exportExplanation, onnxEncoder } from '../src/index.js';
import { readModel } from '../src/model/read-model.js';
import { difference, ROUNDING, randomInputs } from './array-difference.js';
import { recurrent } from './layers-models.js';
import { runFile } from './run-file.js';

beforeAll(() => useBackend('cpu'));

function twoLayers(): { encoder: Encoder; model: tfl.LayersModel } {
  const dense = (units: number, seed: number, activation: 'relu' | 'linear') =>
    tfl.layers.dense({ units, activation, kernelInitializer: tfl.initializers.glorotNormal({ seed }) });
  const model = tfl.sequential({
    layers: [tfl.layers.inputLayer({ inputShape: [6] }), dense(5, 1, 'relu'), dense(3, 2, 'linear')],
  });
  return { encoder: layersEncoder(model), model };
}

const concept = conceptVector('c', [1, -2, 0.5]);

describe('scores of any kind', () => {
  it('are computed in the file: cosine, and a score of one’s own', async () => {
    const { encoder } = twoLayers();
    const own = {
      name: 'own',
      latentSize: 3,
      affine: false,
      value: (z: Tensor2D) => sum(exp(z), 1),
      cotangent: (z: Tensor2D) => exp(z),
    };
    const scores = [cosine(concept), own, concept];
    const x = randomInputs(encoder, 4);
    const { scores: found, maps } = await runFile(
      await exportExplanation(encoder, scores as never, gradient()),
      { input: x },
    );
    for (const [k, explanation] of (
      (await explain(encoder, scores as never, x, gradient())) as never as { scores: never; maps: never }[]
    ).entries()) {
      expect(difference(found?.pick(null, k), explanation.scores)).toBeLessThan(ROUNDING);
      expect(difference(maps?.pick(null, k), explanation.maps)).toBeLessThan(ROUNDING);
    }
  });
});

describe('what cannot be exported is rejected before any work', () => {
  it.each<[string, (encoder: Encoder) => Promise<unknown>, RegExp]>([
    [
      'an encoder without a graph',
      () => exportEncoder(functionEncoder((x) => mul(x, 2) as Tensor2D, { inputShape: [3] })),
      /^exportEncoder: expected an encoder whose operations are known \(encoder\.graph\)/,
    ],
    [
      'a layer that runs as a whole',
      () => exportEncoder(recurrent()),
      /^exportEncoder: layer "memory" \(LSTM\) runs as a whole/,
    ],
    [
      'an explainer without a plan',
      (encoder) => exportExplanation(encoder, concept, smoothGrad(gradient())),
      /^exportExplanation: explainer "SmoothGrad.*" .*cannot be exported, because it has no plan; use gradient\(\)/,
    ],
    [
      'a tolerance',
      (encoder) => exportExplanation(encoder, concept, integratedGradients({ tolerance: 0.01 })),
      /^exportExplanation: explainer "integrated gradients" .* has no plan/,
    ],
    [
      'no concepts',
      (encoder) => exportExplanation(encoder, [], gradient()),
      /^exportExplanation: expected at least one concept; got none\.$/,
    ],
    [
      'a concept of another size',
      (encoder) => exportExplanation(encoder, conceptVector('d', [1, 2]), gradient()),
      /^exportExplanation: concept "d" has 2 components; the encoder's latent size is 3\.$/,
    ],
    [
      'scores per sample',
      (encoder) => exportExplanation(encoder, scorePerSample('each', [concept, concept]), gradient()),
      /^exportExplanation: expected scores that are the same for all samples; "each" differs/,
    ],
    [
      'a score that the method cannot explain',
      (encoder) => exportExplanation(encoder, cosine(concept), epsilonLrp()),
      /^epsilonLrp: /,
    ],
    [
      'a rule without emit',
      (encoder) =>
        exportExplanation(
          encoder,
          concept,
          withRule({ name: 'mine', backward: ({ inputs }) => [...inputs] }),
        ),
      /^exportExplanation: rule "mine" has no emit\(\)/,
    ],
    [
      'a score that reads numbers',
      (encoder) =>
        exportExplanation(
          encoder,
          {
            ...dotProduct(concept),
            value: (z) => {
              z.dataSync();
              return sum(z, 1);
            },
          },
          gradient(),
        ),
      /^exportExplanation: score "[^"]+" reads values on the host; use only TensorFlow\.js operations, such as tf\.topk for a percentile\.$/,
    ],
    [
      'a score that reads a tensor from outside',
      (encoder) => {
        const own = dotProduct(concept);
        const factor = scalar(2);
        const doubled = { ...own, value: (z: Tensor2D) => mul(own.value(z), factor) as Tensor1D };
        return exportExplanation(encoder, doubled, gradient()).finally(() => factor.dispose());
      },
      /^exportExplanation: score "[^"]+" reads a tensor of shape \[\] that was made outside of it; make the tensor inside, from an array of numbers\.$/,
    ],
    [
      'equal names',
      (encoder) => exportEncoder(encoder, { input: 'x', output: 'x' }),
      /^exportEncoder: input and output must have different names; both are "x"; rename one\.$/,
    ],
    [
      'an unknown option',
      (encoder) => exportEncoder(encoder, { inputs: 'x' } as never),
      /^exportEncoder: unknown option "inputs"/,
    ],
  ])('%s, and nothing is left', async (_, run, message) => {
    const { encoder } = twoLayers();
    const { numTensors, numBytes } = memory();
    const made = run(encoder);
    await expect(made).rejects.toThrow(message);
    expect(getBackend()).toBe('cpu');
    // Encoders with a model of their own are made in `run`.
    if (!/whole|known/.test(message.source)) expect(memory()).toMatchObject({ numTensors, numBytes });
  });

  it('a disposed model', async () => {
    const { encoder, model } = twoLayers();
    model.dispose();
    await expect(exportEncoder(encoder)).rejects.toThrow(/^exportEncoder: the model was disposed/);
  });
});

const withRule = (rule: BackwardRule): Explainer => ({
  ...gradient(),
  plan: { rules: ({ operation }) => (operation.kind === 'activation' ? rule : undefined) },
});

describe('an export', () => {
  it('leaves no tensors, and the backend as it was', async () => {
    const { encoder } = twoLayers();
    const before = memory();
    await exportEncoder(encoder);
    await exportExplanation(encoder, concept, integratedGradients());
    expect(memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
    expect(getBackend()).toBe('cpu');
  });

  it('gives the same bytes for the same arguments, and describes itself in the metadata', async () => {
    const [first, second] = [twoLayers().encoder, twoLayers().encoder];
    const bytes = await exportExplanation(first, concept, integratedGradients({ steps: 3 }));
    expect(
      Buffer.from(await exportExplanation(first, concept, integratedGradients({ steps: 3 }))).equals(bytes),
    ).toBe(true);
    const metadata = async (file: Uint8Array) => new TextDecoder().decode(file);
    const text = await metadata(bytes);
    expect(text).toContain('integrated gradients, 3 steps (Gauss–Legendre) from 0');
    expect(text).toContain('["c"]');
    const hashOf = async (encoder: Encoder) =>
      /(?<=model_sha256[\s\S]*)[0-9a-f]{64}/.exec(await metadata(await exportEncoder(encoder)))?.[0];
    // Only the names of layers differ.
    expect(await hashOf(first)).toBe(await hashOf(second));
    expect(text).toContain(await hashOf(first));
  });

  it('does not grow with the steps of a path', async () => {
    const { encoder } = twoLayers();
    const [few, many] = await Promise.all(
      [2, 200].map((steps) => exportExplanation(encoder, concept, integratedGradients({ steps }))),
    );
    // 198 more points, each with 3 values.
    expect((many?.length ?? 0) - (few?.length ?? 0)).toBeLessThan(198 * 12 + 50);
  });

  it('accepts a name for the input that a value in the model already has', async () => {
    const { encoder } = twoLayers();
    const bytes = await exportEncoder(encoder, { input: 'Gemm_1', output: 'samples' });
    const x = randomInputs(encoder, 2);
    const { samples } = await runFile(bytes, { Gemm_1: x });
    const read = await onnxEncoder(bytes);
    expect((await readModel('test', bytes)).inputs.map(({ name }) => name)).toEqual(['Gemm_1']);
    expect(samples?.shape).toEqual([2, 3]);
    read.dispose();
  });

  it('has an input for the noise of a sampled encoder', async () => {
    const input = tfl.input({ shape: [4] });
    const outputs = [5, 6].map((seed) =>
      tfl.layers.dense({ units: 2, kernelInitializer: tfl.initializers.glorotNormal({ seed }) }).apply(input),
    ) as tfl.SymbolicTensor[];
    const model = tfl.model({ inputs: input, outputs });
    const [mean = '', deviation = ''] = model.outputNames;
    const encoder = layersEncoder(model, { output: mean, logVariance: deviation });
    const noise = tensor2d([
      [0.3, -1],
      [0.7, 2],
    ]);
    const sampled = encoder.sampled?.(noise) as Encoder;
    const x = randomInputs(encoder, 2);
    const concept = conceptVector('c', [1, 2]);
    const bytes = await exportExplanation(sampled, concept, integratedGradients({ steps: 4 }));
    const given = { input: x, 'posterior sample noise': { data: noise.dataSync(), shape: [2, 2] } as never };
    const found = await runFile(bytes, given);
    const expected = await explain(sampled, concept, x, integratedGradients({ steps: 4 }));
    expect(difference(found.maps?.pick(null, 0), expected.maps)).toBeLessThan(ROUNDING);
  });
});
