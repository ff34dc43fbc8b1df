import { conceptVector, type Encoder, type Explainer, explain, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { transformer } from '../../test/transformer.js';
import { layerNames } from '../layers/layer-names.js';
import { attnLrp } from '../methods/attention/attn-lrp.js';
import { cpLrp } from '../methods/attention/cp-lrp.js';
import { epsilonLrp } from '../methods/epsilon-lrp.js';
import { gradient } from '../methods/gradient.js';
import { guidedBackprop } from '../methods/guided-backprop.js';
import { inputXGradient } from '../methods/input-x-gradient.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { contrastive } from '../wrappers/contrastive.js';
import { channelRelevance } from './channel-relevance.js';
import { conceptRelevance } from './concept-relevance.js';
import { relevanceMaximisation } from './relevance-maximisation.js';

beforeAll(() => useBackend('cpu'));

const [INPUTS, HIDDEN, OUTPUTS, SAMPLES] = [5, 4, 2, 6];
const EPSILON = 0.05;
const first = { kernel: numbers(INPUTS * HIDDEN, 1), bias: numbers(HIDDEN, 2) };
const second = { kernel: numbers(HIDDEN * OUTPUTS, 3), bias: numbers(OUTPUTS, 4) };
const x = ndarray(numbers(SAMPLES * INPUTS, 5), [SAMPLES, INPUTS]);
const vector = [1.5, -0.7];
const concept = conceptVector('c', vector);

function denseEncoder(): Encoder {
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ units: HIDDEN, activation: 'relu', name: 'hidden', inputShape: [INPUTS] }),
      tfl.layers.dense({ units: OUTPUTS, name: 'z' }),
    ],
  });
  const set = (name: string, { kernel, bias }: typeof first, shape: [number, number]) =>
    model.getLayer(name).setWeights([tf.tensor2d(kernel, shape), tf.tensor1d(bias)]);
  set('hidden', first, [INPUTS, HIDDEN]);
  set('z', second, [HIDDEN, OUTPUTS]);
  return layersEncoder(model);
}

const stable = (value: number) => value + EPSILON * (value >= 0 ? 1 : -1);

/** ε-LRP of {@link denseEncoder} from its definition, in float64: the relevance of the hidden units, and that of the inputs through some of them. */
function relevanceByDefinition(sample: number, through: readonly number[]) {
  const input = Array.from({ length: INPUTS }, (_, i) => x.get(sample, i));
  const hidden = Array.from({ length: HIDDEN }, (_, j) =>
    input.reduce((sum, value, i) => sum + value * first.kernel[i * HIDDEN + j]!, first.bias[j]!),
  );
  const active = hidden.map((value) => Math.max(0, value));
  const z = vector.map((_, k) =>
    active.reduce((sum, value, j) => sum + value * second.kernel[j * OUTPUTS + k]!, second.bias[k]!),
  );
  const score = z.reduce((sum, value, k) => sum + value * vector[k]!, 0);
  const ofLatent = z.map((value, k) => (value * vector[k]! * score) / stable(score));
  const ofHidden = active.map((value, j) =>
    z.reduce(
      (sum, each, k) => sum + (value * second.kernel[j * OUTPUTS + k]! * ofLatent[k]!) / stable(each),
      0,
    ),
  );
  const ofInput = input.map((value, i) =>
    through.reduce(
      (sum, j) => sum + (value * first.kernel[i * HIDDEN + j]! * ofHidden[j]!) / stable(hidden[j]!),
      0,
    ),
  );
  return { ofHidden, ofInput };
}

function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance = 1e-5): void {
  const largest = Math.max(...expected.map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(got[i]! - value)).toBeLessThan(tolerance * largest);
  });
}

const sampleIndices = Array.from({ length: SAMPLES }, (_, sample) => sample);
const lrp = () => epsilonLrp({ epsilon: EPSILON });

describe('conceptRelevance', () => {
  it.each([[[0]], [[2]], [[1, 3]], [[0, 1, 2, 3]]])(
    'is the definition through channels %j',
    async (channels) => {
      for (const layer of ['hidden', 'hidden/relu']) {
        const explainer = conceptRelevance(lrp(), { layer, channels });
        const { maps } = await explain(denseEncoder(), concept, x, explainer, { onWarning() {} });
        expectClose(
          maps.data,
          sampleIndices.flatMap((sample) => relevanceByDefinition(sample, channels).ofInput),
        );
      }
    },
  );

  it('adds up over the channels to the map of the inner method', async () => {
    const encoder = smallEncoder('relu');
    const v = conceptVector('v', numbers(LATENT, 1));
    for (const inner of [epsilonLrp(), inputXGradient(), gradient()]) {
      for (const [layer, count] of [
        [layerNames(encoder)[0]!, 5],
        ['z_mean', LATENT],
      ] as const) {
        const whole = await explain(encoder, v, images(2), inner);
        const sum = new Float64Array(whole.maps.data.length);
        for (let channel = 0; channel < count; channel++) {
          const part = conceptRelevance(inner, { layer, channels: [channel] });
          const { maps } = await explain(encoder, v, images(2), part, { onWarning() {} });
          for (const [i, value] of maps.data.entries()) sum[i] = sum[i]! + value;
        }
        expectClose(sum, Array.from(whole.maps.data), 1e-4);
      }
    }
  });

  it('applies to the rules of the inner method, and is wrapped like any method', async () => {
    const encoder = smallEncoder('relu');
    const v = conceptVector('v', numbers(LATENT, 1));
    const [layer = ''] = layerNames(encoder);
    const all = conceptRelevance(guidedBackprop(), { layer, channels: [0, 1, 2, 3, 4] });
    const mapsOf = async (explainer: Explainer) => (await explain(encoder, v, images(2), explainer)).maps;
    expect(await mapsOf(all)).toEqual(await mapsOf(guidedBackprop()));
    const one = conceptRelevance(inputXGradient(), { layer, channels: [1] });
    const other = conceptVector('other', numbers(LATENT, 7));
    const difference = await mapsOf(contrastive(one, { concepts: [other] }));
    const [a, b] = await explain(encoder, [v, other], images(2), one);
    expectClose(
      difference.data,
      Array.from(a!.maps.data, (value, i) => value - b!.maps.data[i]!),
    );
    expect(one.description).toBe(`input × gradient through channel 1 of ${layer}`);
  });

  it('refuses other methods, channels and layers', async () => {
    const run = (layer: string, channels: number[]) =>
      explain(denseEncoder(), concept, x, conceptRelevance(lrp(), { layer, channels }));
    expect(() => conceptRelevance(integratedGradients(), { layer: 'hidden', channels: [0] })).toThrow(
      'conceptRelevance: expected a method of one backward pass, such as lrp() or epsilonLrp(); got integrated gradients;',
    );
    expect(() => conceptRelevance(lrp(), { layer: 'hidden', channels: [] })).toThrow('at least one channel');
    expect(() => conceptRelevance(lrp(), { layer: 'hidden', channels: [1, 1] })).toThrow(
      'without duplicates',
    );
    expect(() => conceptRelevance(lrp(), { layer: 'hidden', channels: [0.5] })).toThrow(
      'whole numbers from 0',
    );
    await expect(run('hidden', [4])).rejects.toThrow(
      'conceptRelevance: layer "hidden" has channels 0 to 3; got 4.',
    );
    await expect(run('hiden', [0])).rejects.toThrow('conceptRelevance: unknown layer "hiden"');
  });
});

describe('channelRelevance', () => {
  it('is the relevance of the definition, ranked', async () => {
    const before = tf.memory().numTensors;
    const encoder = denseEncoder();
    const weights = tf.memory().numTensors;
    const found = await channelRelevance(encoder, concept, x, lrp(), { layer: 'hidden/relu', batchSize: 4 });
    expect(tf.memory().numTensors).toBe(weights);
    expect(weights).toBeGreaterThan(before);
    const expected = sampleIndices.map((sample) => relevanceByDefinition(sample, []).ofHidden);
    expectClose(found.relevance.data, expected.flat());
    const means = [0, 1, 2, 3].map(
      (channel) => expected.reduce((sum, each) => sum + each[channel]!, 0) / SAMPLES,
    );
    const order = [0, 1, 2, 3].sort((a, b) => Math.abs(means[b]!) - Math.abs(means[a]!));
    expect(found.ranking.map(({ channel }) => channel)).toEqual(order);
    found.ranking.forEach(({ channel, relevance }) => {
      expect(relevance).toBeCloseTo(means[channel]!, 4);
    });
    expect(found.ranking.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    const [again] = await channelRelevance(encoder, [concept], x, lrp(), { layer: 'hidden/relu' });
    expect(again!.ranking.map(({ channel }) => channel)).toEqual(order);
  });

  it('of input × gradient is gradient × activation, and a gradient has none', async () => {
    const encoder = denseEncoder();
    const { relevance, scores } = await channelRelevance(encoder, concept, x, inputXGradient(), {
      layer: 'z',
    });
    scores.data.forEach((score, sample) => {
      expect(relevance.get(sample, 0) + relevance.get(sample, 1)).toBeCloseTo(score, 4);
    });
    await expect(channelRelevance(encoder, concept, x, gradient(), { layer: 'z' })).rejects.toThrow(
      'channelRelevance: expected a method that propagates relevance, such as lrp(), epsilonLrp() or inputXGradient(); got gradient,',
    );
  });
});

describe('through a transformer', () => {
  it.each([attnLrp(), attnLrp({ form: 'explicit' }), cpLrp()])(
    'the maps of all channels add up to that of $description, and the relevance of the latent to the score',
    async (inner) => {
      const { encoder, dispose } = transformer();
      const v = conceptVector('v', [1, -2, 0.5, 1.5]);
      const pictures = ndarray(numbers(2 * 32, 5), [2, 4, 4, 2]);
      const names = layerNames(encoder);
      const layer = names.find((name) => name.startsWith('positions'))!;
      const { maps: whole } = await explain(encoder, v, pictures, inner);
      const sum = new Float64Array(whole.data.length);
      for (let channel = 0; channel < 6; channel++) {
        const part = conceptRelevance(inner, { layer, channels: [channel] });
        const { maps } = await explain(encoder, v, pictures, part);
        for (const [i, value] of maps.data.entries()) sum[i] = sum[i]! + value;
      }
      expectClose(sum, Array.from(whole.data), 1e-4);
      const latent = names.at(-1)!;
      const { relevance, scores } = await channelRelevance(encoder, v, pictures, inner, { layer: latent });
      const sums = [0, 1].map((i) =>
        [0, 1, 2, 3].reduce((total, channel) => total + relevance.get(i, channel), 0),
      );
      expectClose(sums, Array.from(scores.data), 1e-5);
      dispose();
    },
  );
});

describe('relevanceMaximisation', () => {
  it('finds the inputs of the largest relevance, where it is, and what it depends on', async () => {
    const encoder = smallEncoder('relu');
    const [layer = ''] = layerNames(encoder);
    const v = conceptVector('v', numbers(LATENT, 1));
    const inputs = images(7);
    const found = await relevanceMaximisation(encoder, v, inputs, epsilonLrp(), {
      layer,
      top: 2,
      examples: 3,
      batchSize: 3,
    });
    const ranked = await channelRelevance(encoder, v, inputs, epsilonLrp(), { layer });
    expect(found.ranking).toEqual(ranked.ranking);
    expect(found.relevance).toEqual(ranked.relevance);
    expect(found.channels.map(({ channel }) => channel)).toEqual(
      ranked.ranking
        .filter(({ relevance }) => relevance > 0)
        .slice(0, 2)
        .map(({ channel }) => channel),
    );
    for (const { channel, examples } of found.channels) {
      const all = Array.from({ length: 7 }, (_, i) => ranked.relevance.get(i, channel));
      const sorted = all.filter((value) => value > 0).sort((a, b) => b - a);
      expect(examples.map(({ relevance }) => relevance)).toEqual(sorted.slice(0, 3));
      for (const { input, relevance, position, receptiveField, score } of examples) {
        expect(all[input]).toBe(relevance);
        expect(found.scores.get(input)).toBe(score);
        expect(position).toHaveLength(2);
        // The convolution has 3 × 3 cells, stride 2 and SAME padding: one row of zeros above if the height is odd, none if it is even.
        const [row = 0, column = 0] = position;
        expect(receptiveField).toEqual([
          [2 * row, Math.min(6, 2 * row + 3)],
          [Math.max(0, 2 * column - 1), Math.min(5, 2 * column + 2)],
          [0, 2],
        ]);
        // What lies outside of it does not change the unit.
        await expectOnlyReads(encoder, layer, [...position, channel], inputs, input, receptiveField);
      }
    }
  });

  it('of chosen channels, by the largest position', async () => {
    const encoder = smallEncoder('relu');
    const options = { layer: layerNames(encoder)[0]!, channels: [3, 0], by: 'max', examples: 50 } as const;
    const v = conceptVector('v', numbers(LATENT, 2));
    const { channels, explainer, name } = await relevanceMaximisation(
      encoder,
      v,
      images(5),
      inputXGradient(),
      options,
    );
    expect([name, explainer, channels.map(({ channel }) => channel)]).toEqual([
      'v',
      'input × gradient',
      [3, 0],
    ]);
    expect(channels[0]!.examples.length).toBeGreaterThan(0);
    await expect(
      relevanceMaximisation(encoder, v, images(1), epsilonLrp(), { ...options, channels: [9] }),
    ).rejects.toThrow('has channels 0 to 4; got 9');
  });
});

/** Expects that a unit does not change if the input changes outside of a box, and that it does if it changes inside. */
async function expectOnlyReads(
  encoder: Encoder,
  layer: string,
  unit: readonly number[],
  inputs: NdArray<Float32Array>,
  sample: number,
  box: readonly (readonly [number, number])[],
): Promise<void> {
  const node = encoder.graph!.nodes.find(({ name }) => name === layer)!;
  const shape = inputs.shape.slice(1);
  const own = inputs.data.slice(sample * 60, (sample + 1) * 60);
  const changed = (inside: boolean) =>
    own.map((value, at) => {
      const index = [Math.floor(at / 10), Math.floor(at / 2) % 5, at % 2];
      const isInside = index.every((i, axis) => i >= box[axis]![0] && i < box[axis]![1]);
      return isInside === inside ? value + 1 + Math.sin(at) : value;
    });
  const { explainLayer } = await import('../layers/explain-layer.js');
  const { layerActivation } = await import('../layers/layer-activation.js');
  const of = async (data: Float32Array) => {
    const v = conceptVector('v', numbers(LATENT, 1));
    const found = await explainLayer(encoder, v, ndarray(data, [1, ...shape]), layerActivation(), { layer });
    expect(found.values.shape.slice(1)).toEqual([...node.outputShape]);
    return found.values.get(0, ...unit);
  };
  const before = await of(own);
  expect(await of(changed(false))).toBe(before);
  expect(await of(changed(true))).not.toBe(before);
}
