import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { encoderOfGraph } from '../../encoders/encoder-of-graph.js';
import type { Graph } from '../graph.js';

afterAll(() => useBackend('cpu'));

const graph = (): Graph => ({
  nodes: [
    { id: 0, name: 'x', operation: { kind: 'input' }, inputs: [], outputShape: [6] },
    {
      id: 1,
      name: 'quantised',
      operation: {
        kind: 'quantization',
        scale: tf.scalar(0.5),
        zeroPoint: tf.scalar(3),
        minimum: 0,
        maximum: 7,
      },
      inputs: [0],
      outputShape: [6],
    },
  ],
  input: 0,
  output: 1,
});

describe('quantised activations', () => {
  it.each(BACKENDS)('are rounded, halves to even, and limited, on %s', async (backend) => {
    await useBackend(backend);
    const encoder = encoderOfGraph(graph());
    const z = encoder.encode(tf.tensor2d([[0.2, 0.25, 0.75, -0.75, 100, -100]]));
    expect([...z.dataSync()]).toEqual([3, 3, 5, 1, 7, 0]);
  });

  it('refuse a trace, whose gradient would be 0', async () => {
    await useBackend('cpu');
    const encoder = encoderOfGraph(graph());
    const before = tf.memory().numTensors;
    expect(() => encoder.trace(tf.zeros([1, 6]))).toThrow(
      'trace: node "quantised" (quantization): its numbers are rounded to whole numbers, so their derivative is 0; use the model before it',
    );
    expect(tf.memory().numTensors).toBe(before + 1);
  });
});
