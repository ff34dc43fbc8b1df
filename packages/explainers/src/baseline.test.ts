import { conceptVector, explain } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { integratedGradients } from './integrated-gradients.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from './small-encoder.test-support.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', numbers(LATENT, 1));

describe('a baseline', () => {
  it('is a number, an ndarray or a tensor, with or without a batch axis', async () => {
    const encoder = smallEncoder('relu');
    const values = new Float32Array(60).fill(0.25);
    const tensor = tf.tensor(values, [...SHAPE]);
    const baselines = [0.25, ndarray(values, [...SHAPE]), ndarray(values, [1, ...SHAPE]), tensor];
    const maps = await Promise.all(
      baselines.map((baseline) =>
        explain(encoder, concept, images(2), integratedGradients({ steps: 3, baseline })),
      ),
    );
    for (const explanation of maps) expect(explanation.maps).toEqual(maps[0]!.maps);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
  });

  it('of another shape is refused', async () => {
    const encoder = smallEncoder('relu');
    const before = tf.memory();
    const explainer = integratedGradients({ baseline: ndarray(new Float32Array(4), [2, 2]) });
    await expect(explain(encoder, concept, images(1), explainer)).rejects.toThrow(
      'integratedGradients: the baseline must have shape [6,5,2] or [1,6,5,2]; got [2,2]',
    );
    expect(tf.memory()).toEqual(before);
  });
});
