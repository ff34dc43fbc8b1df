import { conceptVector, cosine, type Encoder, explain, layersEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from '../methods/gradient.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { lrp } from '../methods/lrp/lrp.js';
import { occlusion } from '../methods/occlusion.js';
import { explainLayer } from './explain-layer.js';
import { internalInfluence } from './internal-influence.js';
import { layerActivation } from './layer-activation.js';
import { layerConductance } from './layer-conductance.js';
import { layerGradientXActivation } from './layer-gradient-x-activation.js';
import { layerNames } from './layer-names.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

const concept = conceptVector('c', numbers(LATENT, 1));
const quiet = { onWarning: () => undefined };
const sumsOf = ({ data, shape: [n = 0] }: { data: Float32Array; shape: number[] }) =>
  Array.from({ length: n }, (_, i) =>
    data.subarray((i * data.length) / n, ((i + 1) * data.length) / n).reduce((a, b) => a + b, 0),
  );

/** The two parts of an encoder of dense layers: from the input to its layer "hidden", and from there to the latent. */
function twoParts(activation: 'tanh' | 'relu') {
  const { layers, initializers } = tfl;
  const make = (units: number, seed: number, name: string) =>
    layers.dense({
      units,
      name,
      activation: name === 'latent' ? 'linear' : activation,
      kernelInitializer: initializers.glorotNormal({ seed }),
      biasInitializer: initializers.randomNormal({ seed: seed + 10, stddev: 0.3 }),
    });
  const first = make(6, 1, 'hidden');
  const others = [make(5, 2, 'second'), make(LATENT, 3, 'latent')];
  const input = tfl.input({ shape: [7] });
  const hidden = first.apply(input) as tfl.SymbolicTensor;
  const latent = (from: tfl.SymbolicTensor) =>
    others.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, from);
  const between = tfl.input({ shape: [6] });
  return {
    whole: layersEncoder(tfl.model({ inputs: input, outputs: latent(hidden) })),
    toHidden: layersEncoder(tfl.model({ inputs: input, outputs: hidden })),
    fromHidden: layersEncoder(tfl.model({ inputs: between, outputs: latent(between) })),
  };
}
const vectors = ndarray(numbers(21, 4), [3, 7]);
const start = ndarray(numbers(7, 9), [7]);

function expectClose(got: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeGreaterThan(0);
  expect(got.length).toBe(expected.length);
  Array.from(got).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance * largest);
  });
}

/** ∂s/∂h at a point of the path, by the encoder of the second part. */
async function gradientsAt({ toHidden, fromHidden }: ReturnType<typeof twoParts>, t: number) {
  const point = ndarray(
    vectors.data.map((x, i) => start.data[i % 7]! * (1 - t) + x * t),
    [3, 7],
  );
  const h = tf.tidy(() => toHidden.encode(tf.tensor(point.data, [3, 7])).dataSync()) as Float32Array;
  const { maps } = await explain(fromHidden, concept, ndarray(h, [3, 6]), gradient());
  return { h, g: maps.data };
}

describe('explainLayer', () => {
  it('names the layers between the input and the latent', () => {
    const convolution = expect.stringMatching(/^conv2d_\w+$/);
    expect(() => layerNames(undefined as never)).toThrow(
      'layerNames: expected an Encoder, such as layersEncoder(model); got undefined.',
    );
    expect(layerNames(smallEncoder('relu'))).toEqual([
      convolution,
      expect.stringMatching(/^conv2d_\w+\/relu$/),
      expect.stringMatching(/^batch_normalization/),
      expect.stringMatching(/^flatten/),
      expect.stringMatching(/^dense_\w+$/),
      expect.stringMatching(/^dense_\w+\/relu$/),
      'z_mean',
    ]);
  });

  it('numbers the uses of a layer that is used twice', () => {
    const input = tfl.input({ shape: [3] });
    const shared = tfl.layers.dense({ units: 3, name: 'twice' });
    const once = shared.apply(input) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: shared.apply(once) as tfl.SymbolicTensor });
    expect(layerNames(layersEncoder(model))).toEqual(['twice', 'twice#2']);
  });

  it('gives activations and gradients of the two parts of the encoder', async () => {
    const parts = twoParts('tanh');
    const options = { layer: 'hidden/tanh' };
    const { h, g } = await gradientsAt(parts, 1);
    const found = await explainLayer(parts.whole, concept, vectors, layerActivation(), options);
    expect([found.values.shape, found.layer, found.method, found.concept]).toEqual([
      [3, 6],
      'hidden/tanh',
      'activation',
      { name: 'c', vector: concept.vector },
    ]);
    expectClose(found.values.data, h);
    const products = await explainLayer(parts.whole, concept, vectors, layerGradientXActivation(), options);
    expectClose(
      products.values.data,
      h.map((value, i) => value * g[i]!),
    );
    const { scores } = await explain(parts.whole, concept, vectors, gradient());
    expect(products.scores).toEqual(scores);
  });

  it('gives the conductance of the definition, which adds up to the difference of scores', async () => {
    const parts = twoParts('tanh');
    const steps = 40;
    const points: Awaited<ReturnType<typeof gradientsAt>>[] = [];
    for (let k = 0; k <= steps; k++) points.push(await gradientsAt(parts, k / steps));
    const options = { layer: 'hidden/tanh' };
    const method = layerConductance({ steps, baseline: start });
    const found = await explainLayer(parts.whole, concept, vectors, method, options);
    found.values.data.forEach((value, i) => {
      let expected = 0;
      for (let k = 1; k <= steps; k++) {
        const [a, b] = [points[k - 1]!, points[k]!];
        expected += ((a.g[i]! + b.g[i]!) / 2) * (b.h[i]! - a.h[i]!);
      }
      expect(value).toBeCloseTo(expected, 4);
    });
    const atStart = await explain(parts.whole, concept, ndarray(start.data, [1, 7]), gradient());
    sumsOf(found.values).forEach((sum, i) => {
      const difference = found.scores.get(i) - atStart.scores.get(0);
      expect(Math.abs(sum - difference)).toBeLessThan(5e-3 * Math.max(1, Math.abs(difference)));
      expect(found.completenessGaps!.get(i)).toBeCloseTo(sum - difference, 5);
    });
  });

  it('gives the influence of the definition, and conductance equal to integrated gradients summed over a linear layer', async () => {
    const parts = twoParts('tanh');
    const options = { layer: 'hidden/tanh' };
    const method = internalInfluence({ steps: 8, quadrature: 'riemann-middle', baseline: start });
    const found = await explainLayer(parts.whole, concept, vectors, method, options);
    const points: Awaited<ReturnType<typeof gradientsAt>>[] = [];
    for (let k = 0; k < 8; k++) points.push(await gradientsAt(parts, (k + 0.5) / 8));
    found.values.data.forEach((value, i) => {
      expect(value).toBeCloseTo(
        points.reduce((sum, { g }) => sum + g[i]! / 8, 0),
        5,
      );
    });
    // The layer's own output is linear in the input, so dh/dt is constant: the conductance is Δh times the influence.
    const linear = { layer: 'hidden' };
    const influence = await explainLayer(
      parts.whole,
      concept,
      vectors,
      internalInfluence({ steps: 200, quadrature: 'trapezoid', baseline: start }),
      linear,
    );
    const conductance = await explainLayer(
      parts.whole,
      concept,
      vectors,
      layerConductance({ steps: 199, baseline: start }),
      linear,
    );
    const ig = await explain(parts.whole, concept, vectors, integratedGradients({ baseline: start }));
    expectClose(sumsOf(conductance.values), sumsOf(ig.maps), 2e-3);
    const before = await explainLayer(parts.whole, concept, vectors, layerActivation(), linear);
    const at0 = await explainLayer(
      parts.whole,
      concept,
      ndarray(start.data, [1, 7]),
      layerActivation(),
      linear,
    );
    conductance.values.data.forEach((value, i) => {
      const change = before.values.data[i]! - at0.values.data[i % 6]!;
      expect(value).toBeCloseTo(change * influence.values.data[i]!, 4);
    });
  });

  it('is the same in batches of any size, for several concepts and curved scores, and leaves nothing allocated', async () => {
    const encoder = smallEncoder('relu');
    const [layer] = layerNames(encoder);
    const scores = [concept, cosine(conceptVector('d', numbers(LATENT, 5)))];
    for (const method of [
      layerActivation(),
      layerGradientXActivation(),
      layerConductance({ steps: 3, baseline: [0, images(1, 8)] }),
      internalInfluence({ steps: 3 }),
    ]) {
      const before = tf.memory();
      const progress: number[] = [];
      const options = { layer: layer!, ...quiet };
      const onProgress = ({ done }: { done: number }) => void progress.push(done);
      const together = await explainLayer(encoder, scores, images(5), method, { ...options, onProgress });
      const apart = await explainLayer(encoder, scores[1]!, images(5), method, { ...options, batchSize: 2 });
      expect(progress.at(-1)).toBe(5);
      expect(tf.memory()).toEqual(before);
      expect(together[1]!.values.shape).toEqual([5, 3, 3, 5]);
      const largest = apart.values.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeGreaterThan(0);
      apart.values.data.forEach((value, i) => {
        expect(Math.abs(value - together[1]!.values.data[i]!)).toBeLessThan(1e-5 * largest);
      });
      const controller = new AbortController();
      const aborted = explainLayer(encoder, scores, images(5), method, {
        ...options,
        batchSize: 1,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('stopped')),
      });
      await expect(aborted).rejects.toThrow('stopped');
      expect(tf.memory()).toEqual(before);
    }
  });

  it('has no completeness gaps at a layer that some paths avoid', async () => {
    const input = tfl.input({ shape: [3] });
    const side = tfl.layers.dense({ units: 3, name: 'side', activation: 'tanh' }).apply(input);
    const sum = tfl.layers.add().apply([input, side as tfl.SymbolicTensor]) as tfl.SymbolicTensor;
    const latent = tfl.layers.dense({ units: 2 }).apply(sum) as tfl.SymbolicTensor;
    const encoder = layersEncoder(tfl.model({ inputs: input, outputs: latent }));
    const run = (layer: string) =>
      explainLayer(
        encoder,
        conceptVector('c', [1, 2]),
        ndarray(numbers(6, 2), [2, 3]),
        layerConductance({ steps: 2 }),
        { layer, ...quiet },
      );
    expect((await run('side')).completenessGaps).toBeUndefined();
    const last = layerNames(encoder).at(-1)!;
    expect((await run(last)).completenessGaps?.shape).toEqual([2]);
  });

  it.each<[string, Partial<Encoder>, string]>([
    ['conv', {}, 'explainLayer: unknown layer "conv"; valid layers: '],
    [
      'conv',
      { graph: undefined as never },
      'explainLayer: the encoder does not show its layers; create it with',
    ],
  ])('refuses a layer %s', async (layer, change, message) => {
    const encoder = { ...smallEncoder('relu'), ...change };
    if (change && 'graph' in change) delete (encoder as { graph?: unknown }).graph;
    await expect(explainLayer(encoder, concept, images(1), layerActivation(), { layer })).rejects.toThrow(
      message,
    );
  });

  it('refuses a method for inputs, a function and unknown options', async () => {
    const encoder = smallEncoder('relu');
    const layer = layerNames(encoder)[0]!;
    const run = (method: unknown, options: object = { layer }) =>
      explainLayer(encoder, concept, images(1), method as never, options as never);
    await expect(run(layerActivation)).rejects.toThrow('call it: layerConductance(), not layerConductance');
    for (const explainer of [gradient(), lrp(), occlusion({ window: [1, 1, 1] })]) {
      await expect(run(explainer)).rejects.toThrow(
        `expected a method for layers, such as layerConductance(); got "${explainer.name}", which explains inputs; use explain() for it.`,
      );
    }
    await expect(explain(encoder, concept, images(1), layerActivation() as never)).rejects.toThrow(
      'explain: expected an Explainer, such as gradient(); got "activation", a method for hidden layers; use explainLayer() of @csm/explainers for it.',
    );
    await expect(run(layerActivation(), { layer, layers: 1 })).rejects.toThrow('unknown option "layers"');
    expect(() => layerConductance({ steps: 0 })).toThrow('layerConductance: steps');
    expect(() => internalInfluence({ baseline: [] })).toThrow('expected at least one baseline');
  });
});
