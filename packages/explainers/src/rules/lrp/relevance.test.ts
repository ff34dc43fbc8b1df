import { conceptVector, explain, graphEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { loadGraphDef, type NodeDef, placeholder } from '../../../../../test/graph-model.js';
import { deconvnet } from '../../methods/deconvnet.js';
import { epsilonLrp } from '../../methods/epsilon-lrp.js';
import { guidedBackprop } from '../../methods/guided-backprop.js';
import { rectifiedGradient } from '../../methods/rectified-gradient.js';

const float = { T: { type: 'DT_FLOAT' } };
const node = (name: string, op: string, input: string[], attr = {}): NodeDef => ({
  name,
  op,
  input,
  attr: { ...float, ...attr },
});

/** z = relu(x) W, and z divided by its Euclidean norm, as face descriptors are. */
const normalised = (last: NodeDef[]) =>
  loadGraphDef({
    nodes: [
      placeholder('x', [4]),
      node('relu', 'Relu', ['x']),
      node('z', 'MatMul', ['relu', 'kernel'], { transpose_a: { b: false }, transpose_b: { b: false } }),
      node('square', 'Square', ['z']),
      node('sum', 'Sum', ['square', 'axis'], { keep_dims: { b: true } }),
      node('most', 'Maximum', ['sum', 'small']),
      ...last,
    ],
    weights: new Map<string, tf.Tensor>([
      ['kernel', tf.tensor2d([1, -2, 3, 0.5, 2, 1, -1, 2, 0.5, 1, 1, -2], [4, 3])],
      ['axis', tf.tensor1d([1], 'int32')],
      ['small', tf.scalar(1e-12)],
    ]),
    outputs: { latent: 'latent' },
  });

const SPELLINGS = {
  'a product with 1 / √': [node('inverse', 'Rsqrt', ['most']), node('latent', 'Mul', ['z', 'inverse'])],
  'a quotient': [node('norm', 'Sqrt', ['most']), node('latent', 'RealDiv', ['z', 'norm'])],
};

describe.each(BACKENDS)('a latent of length 1, on %s', (backend) => {
  beforeAll(() => useBackend(backend));
  const concept = conceptVector('c', [1, -0.5, 2]);
  const inputs = ndarray(Float32Array.of(1, 2, 0.5, 3), [1, 4]);

  it.each(Object.entries(SPELLINGS))('by %s: the norm gets no relevance', async (_, last) => {
    const model = await normalised(last);
    const found = await explain(graphEncoder(model), concept, inputs, epsilonLrp());
    const before = await explain(graphEncoder(model, { output: 'z' }), concept, inputs, epsilonLrp());
    const z = graphEncoder(model, { output: 'z' }).encode(tf.tensor2d(inputs.data, [1, 4]));
    const norm = Math.hypot(...z.dataSync());
    const expected = Array.from(before.maps.data, (value) => expect.closeTo(value / norm, 3));
    expect(Array.from(found.maps.data)).toEqual(expected);
  });

  it.each([guidedBackprop(), deconvnet(), rectifiedGradient({ percentile: 10 })])(
    '$name: the bound of the norm is not a hidden ReLU',
    async (explainer) => {
      const model = await normalised(SPELLINGS['a product with 1 / √']);
      const { maps } = await explain(graphEncoder(model), concept, inputs, explainer);
      expect(maps.data.some((value) => value !== 0)).toBe(true);
    },
  );
});
