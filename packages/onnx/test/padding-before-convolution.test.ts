import { keyedNormal } from '@csm/base';
import { conceptVector, type Encoder, explain, layersEncoder, type TfjsEncoder } from '@csm/core';
import { lrp } from '@csm/explainers';
import {
  flat,
  isFirst,
  isWeighted,
  layerwiseEpsilon,
  relevanceRules,
  wSquare,
  zBox,
  zPlus,
} from '@csm/explainers/rules';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { exportEncoder, onnxEncoder } from '../src/index.js';
import { runtimeEncoder } from '../src/runtime.js';
import { difference, ROUNDING, randomInputs } from './array-difference.js';

beforeAll(() => useBackend('cpu'));

const { layers } = tfl;
const random = (seed: number) => tfl.initializers.randomNormal({ stddev: 0.4, seed });

const CONVOLUTIONS = {
  convolution: () =>
    layers.conv2d({
      filters: 4,
      kernelSize: 3,
      strides: 2,
      kernelInitializer: random(1),
      biasInitializer: random(2),
    }),
  'convolution with its own padding': () =>
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: random(3) }),
  'depthwise convolution': () =>
    layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2, depthwiseInitializer: random(4) }),
};

/** A model whose zeros around the input are a layer of their own, which the file of the encoder has as `Pad`. */
function paddedEncoder(convolution: () => tfl.layers.Layer): TfjsEncoder {
  const input = tfl.input({ shape: [7, 6, 3] });
  const zeros = layers.zeroPadding2d({
    padding: [
      [2, 1],
      [0, 2],
    ] as never,
  });
  const relu = layers.activation({ activation: 'relu' });
  const dense = layers.dense({ units: 5, kernelInitializer: random(5) });
  const stack = [zeros, convolution(), relu, layers.flatten(), dense];
  const output = stack.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  return layersEncoder(tfl.model({ inputs: input, outputs: output }));
}

const FIRST = { flat: flat(), 'w²': wSquare(), zᴮ: zBox({ low: -4, high: 4 }), 'z⁺': zPlus() };
const METHODS = Object.entries(FIRST).map(([name, rule]): [string, ReturnType<typeof lrp>] => [
  name,
  lrp({
    rules: relevanceRules([
      [isFirst(isWeighted), rule],
      [isWeighted, layerwiseEpsilon({ epsilon: 1e-6 })],
    ]),
  }),
]);

const kinds = ({ graph }: Encoder) => graph?.nodes.map(({ operation }) => operation.kind);

describe.each(Object.entries(CONVOLUTIONS))('zeros that a model adds before a %s', (_, convolution) => {
  it('count as inputs in LRP, in the model, in its file and in the file of what is read from it', async () => {
    const encoder = paddedEncoder(convolution);
    const read = await onnxEncoder(await exportEncoder(encoder));
    expect(kinds(encoder)).toContain('padding');
    expect(kinds(read)).not.toContain('padding');
    const again = await onnxEncoder(await exportEncoder(read));
    const inRuntime = await runtimeEncoder(read, { threads: 1 });
    const x = randomInputs(encoder, 2);
    const concept = conceptVector('c', Float32Array.from({ length: 5 }, keyedNormal('concept')));
    for (const [name, method] of METHODS) {
      const { maps } = await explain(encoder, concept, x, method);
      for (const other of [read, again, inRuntime]) {
        const found = await explain(other, concept, x, method);
        expect(difference(found.maps, maps), name).toBeLessThan(ROUNDING);
      }
    }
    await inRuntime.dispose();
    again.dispose();
    read.dispose();
  });
});
