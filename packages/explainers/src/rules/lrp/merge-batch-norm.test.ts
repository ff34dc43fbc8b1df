import { conceptVector, explain, layersEncoder } from '@csm/core';
import type { GraphNode } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { lrp } from '../../methods/lrp/lrp.js';
import { relevanceRules } from '../composites/relevance-rules.js';
import { isWeighted } from '../weighted-layers.js';
import { alphaBeta } from './alpha-beta.js';
import { gamma } from './gamma.js';
import { layerwiseEpsilon } from './layerwise-epsilon.js';
import { mergeBatchNorm } from './merge-batch-norm.js';

beforeAll(() => useBackend('cpu'));

const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(seed + 7 * i + i * i));

type Kind = 'conv2d' | 'depthwiseConv2d' | 'conv2dTranspose' | 'dense';

/** The layer with its kernel and bias, and the axis of the kernel on which outputs are. */
const LAYERS: Readonly<Record<Kind, { kernel: number[]; outputs: number; axes: readonly number[] }>> = {
  conv2d: { kernel: [3, 3, 2, 4], outputs: 4, axes: [3] },
  depthwiseConv2d: { kernel: [3, 3, 2, 2], outputs: 4, axes: [2, 3] },
  conv2dTranspose: { kernel: [3, 3, 4, 2], outputs: 4, axes: [2] },
  dense: { kernel: [2, 4], outputs: 4, axes: [1] },
};

const layerOf = (kind: Kind, kernel: tf.Tensor, bias: tf.Tensor): tfl.layers.Layer => {
  const weights = [kernel, bias];
  const images = { kernelSize: 3, padding: 'same', weights } as const;
  if (kind === 'dense') return tfl.layers.dense({ units: 4, weights });
  if (kind === 'depthwiseConv2d') return tfl.layers.depthwiseConv2d({ ...images, depthMultiplier: 2 });
  return tfl.layers[kind]({ ...images, filters: 4 });
};

/** The layer, with or without a batch normalisation, a ReLU and a dense layer. */
function modelOf(
  kind: Kind,
  normalisation: Record<'gamma' | 'beta' | 'mean' | 'variance', number[]> | undefined,
) {
  const { kernel: shape, outputs } = LAYERS[kind];
  const size = shape.reduce((a, b) => a * b);
  const [kernel, bias] = [tf.tensor(numbers(size, 1), shape), tf.tensor1d(numbers(outputs, 2))];
  const head = (own: tfl.layers.Layer, between: tfl.layers.Layer[]) => {
    const input = tfl.input({ shape: [5, 4, 2] });
    const flat = [own, ...between, tfl.layers.reLU(), tfl.layers.flatten()].reduce(
      (at, layer) => layer.apply(at) as tfl.SymbolicTensor,
      input,
    );
    const units = flat.shape[1] as number;
    const last = tfl.layers.dense({
      units: 3,
      weights: [tf.tensor2d(numbers(3 * units, 3), [units, 3]), tf.tensor1d([0.1, 0, -0.1])],
    });
    return tfl.model({ inputs: input, outputs: last.apply(flat) as tfl.SymbolicTensor });
  };
  if (normalisation) {
    const { gamma: g, beta, mean, variance } = normalisation;
    const weights = [g, beta, mean, variance].map((each) => tf.tensor1d(each));
    return head(layerOf(kind, kernel, bias), [tfl.layers.batchNormalization({ epsilon: 1e-3, weights })]);
  }
  // Folded by hand, in float64.
  const factor = NORMALISATION.gamma.map((g, i) => g / Math.sqrt(NORMALISATION.variance[i]! + 1e-3));
  const outputOf = (index: number) => {
    const places = shape.map(
      (_, axis) => Math.floor(index / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % shape[axis]!,
    );
    return LAYERS[kind].axes.reduce((at, axis) => at * shape[axis]! + places[axis]!, 0);
  };
  const folded = numbers(size, 1).map((value, i) => value * factor[outputOf(i)]!);
  const foldedBias = numbers(outputs, 2).map(
    (b, i) => (b - NORMALISATION.mean[i]!) * factor[i]! + NORMALISATION.beta[i]!,
  );
  return head(layerOf(kind, tf.tensor(folded, shape), tf.tensor1d(foldedBias)), []);
}

const NORMALISATION = {
  gamma: [1.5, -0.7, 0.3, 2],
  beta: [0.2, -0.4, 1, 0],
  mean: [0.3, 2, -1, 0.1],
  variance: [0.5, 2, 0.1, 1],
};

const RULES = { ε: layerwiseEpsilon({ epsilon: 1e-2 }), γ: gamma(), αβ: alphaBeta() };

describe('mergeBatchNorm', () => {
  it.each(Object.keys(LAYERS) as Kind[])('gives the map of the folded network: %s', async (kind) => {
    const [apart, folded] = [modelOf(kind, NORMALISATION), modelOf(kind, undefined)];
    const concept = conceptVector('c', [1, -2, 0.5]);
    const inputs = ndarray(numbers(80, 5), [2, 5, 4, 2]);
    const before = apart.getWeights().map((weight) => weight.dataSync().slice());
    for (const [name, rule] of Object.entries(RULES)) {
      const rules = relevanceRules([[isWeighted, rule]]);
      const [found, expected] = await Promise.all(
        [apart, folded].map((model) => explain(layersEncoder(model), concept, inputs, lrp({ rules }))),
      );
      const largest = expected!.maps.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const [i, value] of expected!.maps.data.entries()) {
        expect(Math.abs(found!.maps.data[i]! - value), name).toBeLessThan(1e-5 * largest);
      }
    }
    expect(apart.getWeights().map((weight) => weight.dataSync().slice())).toEqual(before);
    apart.dispose();
    folded.dispose();
  });

  it('merges nothing across a nonlinearity, or if another layer reads the output in between', () => {
    const input = tfl.input({ shape: [4] });
    const apply = (layer: tfl.layers.Layer, ...at: tfl.SymbolicTensor[]) =>
      layer.apply(at.length === 1 ? at[0]! : at) as tfl.SymbolicTensor;
    const norm = (name: string) => tfl.layers.batchNormalization({ name });
    const shared = apply(tfl.layers.dense({ units: 3, name: 'shared' }), input);
    const ofShared = apply(norm('of_shared'), shared);
    const active = apply(tfl.layers.reLU(), apply(tfl.layers.dense({ units: 3, name: 'active' }), ofShared));
    const behind = apply(norm('behind'), active);
    const merged = apply(norm('merged'), apply(tfl.layers.dense({ units: 3, name: 'before' }), behind));
    const model = tfl.model({ inputs: input, outputs: apply(tfl.layers.add(), merged, shared) });
    const { graph } = layersEncoder(model);
    const rules = mergeBatchNorm(relevanceRules([]));
    const nameOf = (name: string) =>
      rules(graph?.nodes.find((node) => node.name === name) as GraphNode, graph)?.name;
    expect(nameOf('before')).toBe('ε, layer by layer, batch normalisation merged');
    for (const name of ['shared', 'active']) expect(nameOf(name), name).toBe('ε, layer by layer');
    model.dispose();
  });
});
