import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { expectSame, random, vaeEncoder } from '../../test/small-models.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';
import type { GraphNode } from './graph.js';
import type { BackwardRule } from './rules.js';

beforeAll(() => useBackend('cpu'));

describe('backward passes', () => {
  it('keep the allocated memory the same, also after rules that throw', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const x = random([2, 9, 8, 2]);
    const cotangent = random([2, 5]) as tf.Tensor2D;
    const failing = (stage: 'read' | 'backward' | 'shape'): BackwardRule => ({
      name: `fails in ${stage}`,
      read(step) {
        const tensor = tf.abs(step.output);
        if (stage === 'read') throw new Error('read');
        return tensor;
      },
      backward(step) {
        const tensor = tf.abs(step.cotangent);
        if (stage === 'backward') throw new Error('backward');
        return [tf.concat([tensor, tensor])];
      },
    });
    const before = tf.memory().numTensors;
    for (const stage of ['read', 'backward', 'shape'] as const) {
      const trace = encoder.trace(x);
      const rule = failing(stage);
      await expect(
        trace.backward(cotangent, (node) => (node.operation.kind === 'convolution' ? rule : undefined)),
      ).rejects.toThrow(stage === 'shape' ? /must return one cotangent per input/ : stage);
      trace.dispose();
    }
    encoder.encode(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each<[string, Partial<BackwardRule>]>([
    ['read the output', { read: (step) => step.output }],
    ['read an input', { read: (step) => step.inputs[0]! }],
    ['read the cotangent', { read: (step) => step.cotangent }],
    ['return an input', { backward: (step) => [step.inputs[0]!] }],
    ['return the same cotangent twice', { backward: (step) => [step.cotangent] }],
  ])('accept rules that %s', async (_name, parts) => {
    const rule: BackwardRule = {
      name: 'borrowing',
      backward: ({ vjp, cotangent }) => vjp(cotangent),
      ...parts,
    };
    const encoder = layersEncoder(vaeEncoder());
    const x = random([2, 9, 8, 2]);
    const cotangent = random([2, 5]) as tf.Tensor2D;
    const before = tf.memory().numTensors;
    const trace = encoder.trace(x);
    const rules = (node: GraphNode) => (node.operation.kind === 'activation' ? rule : undefined);
    const [first, second] = [await trace.backward(cotangent, rules), await trace.backward(cotangent, rules)];
    expectSame(second, first);
    tf.dispose([first, second]);
    trace.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('use weights that are trained further', () => {
    const model = vaeEncoder();
    const encoder = layersEncoder(model);
    const x = random([1, 9, 8, 2]);
    const first = encoder.encode(x);
    const weights = model.getLayer('z_mean').getWeights();
    model.getLayer('z_mean').setWeights(weights.map((weight) => tf.mul(weight, 2)));
    expectSame(encoder.encode(x), tf.mul(first, 2));
  });
});
