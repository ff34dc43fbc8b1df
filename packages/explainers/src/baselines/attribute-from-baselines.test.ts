import { conceptVector, explain } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { deepLift } from '../methods/deep-lift.js';
import { integratedGradients } from '../methods/integrated-gradients.js';

beforeAll(() => useBackend('cpu'));

it.each<[string, (x: tf.Tensor) => tf.Tensor, string]>([
  ['of another type', (x) => tf.zeros(x.shape, 'int32'), 'must be of type float32; got int32'],
  [
    'that is disposed',
    (x) => {
      const zeros = tf.zeros(x.shape);
      zeros.dispose();
      return zeros;
    },
    'are a disposed tensor',
  ],
])('a baseline function that returns a tensor %s is named, and nothing is left', async (_, of, message) => {
  const encoder = smallEncoder('relu');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const baseline = { of, perConcept: false };
  for (const explainer of [integratedGradients({ steps: 2, baseline }), deepLift({ baseline })]) {
    const before = tf.memory().numTensors;
    await expect(explain(encoder, concept, images(1), explainer)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  }
});
