import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectSame, random } from '../../../test/small-models.js';
import { encoderOfGraph } from '../../encoders/encoder-of-graph.js';
import { memoryEstimate } from '../../explain/memory-budget.js';
import type { Graph, GraphNode } from '../graph.js';
import { isLinear } from '../linear.js';
import type { Operation } from '../operation.js';

const node = (
  id: number,
  operation: Operation,
  inputs: number[],
  outputShape: number[],
  name = operation.kind,
): GraphNode => ({ id, name, operation, inputs, outputShape });

/** Flattens concatenate(c ⊙ (x + b), t), where b, c and t are constants, b after a permutation, and t is a row that is put in front. */
function withConstants(b: tf.Tensor, c: tf.Tensor, t: tf.Tensor): Graph {
  return {
    input: 0,
    output: 8,
    nodes: [
      node(0, { kind: 'input' }, [], [3, 2]),
      node(1, { kind: 'constant', value: b }, [], [2, 3]),
      node(2, { kind: 'permute', order: [0, 2, 1] }, [1], [3, 2]),
      node(3, { kind: 'add' }, [0, 2], [3, 2]),
      node(4, { kind: 'constant', value: c }, [], [1, 2]),
      node(5, { kind: 'multiply' }, [4, 3], [3, 2]),
      node(6, { kind: 'constant', value: t }, [], [1, 2]),
      node(7, { kind: 'concatenate', axis: 1 }, [6, 5], [4, 2]),
      node(8, { kind: 'reshape', shape: [8] }, [7], [8]),
    ],
  };
}

describe.each(BACKENDS)('constants on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('are broadcast over the samples, and get no cotangent', async () => {
    const [b, c, t] = [random([2, 3], 1), random([1, 2], 2), random([1, 2], 3)];
    const encoder = encoderOfGraph(withConstants(b, c, t));
    const x = random([4, 3, 2], 4);
    const [g, h] = [random([4, 8], 5), random([4, 8], 6)] as tf.Tensor2D[];
    const expected = tf.tidy(() => {
      const scaled = tf.mul(tf.add(x, tf.transpose(b)), c);
      const first = tf.tile(tf.reshape(t, [1, 1, 2]), [4, 1, 1]);
      return tf.reshape(tf.concat([first, scaled], 1), [4, 8]);
    });
    const gradientFor = (cotangent: tf.Tensor) =>
      tf.tidy(() => tf.mul(tf.reshape(tf.slice(cotangent, [0, 2], [-1, -1]), [-1, 3, 2]), c));
    const { numTensors } = tf.memory();
    for (const rules of [false, true]) {
      const trace = encoder.trace(x, { rules });
      expectSame(trace.latent, expected);
      const gradient = await trace.backward(g!, rules ? () => undefined : undefined);
      tf.tidy(() => expectSame(gradient, gradientFor(g!)));
      // Two cotangents repeat the samples, but not the constants.
      const both = tf.concat([g!, h!]) as tf.Tensor2D;
      const together = await trace.backward(both);
      tf.tidy(() => expectSame(together, gradientFor(both)));
      const last = await trace.backward(g!, undefined, { last: true });
      tf.tidy(() => expectSame(last, gradientFor(g!)));
      trace.dispose();
      tf.dispose([gradient, both, together, last]);
    }
    const latent = encoder.encode(x);
    expectSame(latent, expected);
    latent.dispose();
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('are refused once they are disposed', () => {
    const [b, c, t] = [random([2, 3], 1), random([1, 2], 2), random([1, 2], 3)];
    const encoder = encoderOfGraph(withConstants(b, c, t));
    b.dispose();
    expect(() => encoder.encode(random([1, 3, 2]))).toThrow(/disposed/);
  });
});

it('an encoder tells which inputs are constants, so that a product with one is linear', () => {
  const encoder = encoderOfGraph(withConstants(random([2, 3]), random([1, 2]), random([1, 2])));
  const constants = encoder.graph?.nodes.map(({ constantInputs }) => constantInputs);
  expect(constants).toEqual([
    undefined,
    undefined,
    [true],
    [false, true],
    undefined,
    [true, false],
    undefined,
    [true, false],
    undefined,
  ]);
  expect(isLinear({ kind: 'multiply' })).toBe(false);
  expect(isLinear({ kind: 'multiply' }, [true, false])).toBe(true);
  expect(isLinear({ kind: 'multiply' }, [false, true, false])).toBe(false);
  expect(isLinear({ kind: 'maximum' }, [true, false])).toBe(false);
  expect(isLinear({ kind: 'maximum' }, [true, true])).toBe(true);
});

it('the memory for constants does not grow with the number of samples', () => {
  const large = encoderOfGraph(withConstants(random([2, 3]), random([1, 2]), random([1, 2])));
  const explainer = { name: 'e', linear: true, attribute: () => Promise.reject(new Error('not run')) };
  const { perSample } = memoryEstimate(large, explainer as never, 1);
  // x, x + b, the product, the concatenation and the latent; 4 of the largest; 7 maps and inputs.
  expect(perSample).toBe(4 * (6 + 6 + 6 + 8 + 8 + 4 * 8 + 7 * 6));
});
