import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { conditional, linearGradient } from '../../../test/option-models.js';
import { conceptVector } from '../../concepts/concept-vector.js';
import { explain } from '../../explain/explain.js';
import type { TfjsEncoder } from '../encoder.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

describe.each(BACKENDS)('an encoder with options on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('leaves nothing allocated after dispose, or after an error', async () => {
    const model = conditional();
    const before = tf.memory().numTensors;
    const values = ndarray(Float32Array.of(1, 2), [2, 1]);
    let encoder!: TfjsEncoder;
    tf.tidy(() => {
      const mean = ndarray(new Float32Array(6), [3, 2]);
      encoder = layersEncoder(model, { output: 'z', given: { label: values }, normalise: { mean, std: 1 } });
    });
    expect(tf.memory().numTensors).toBe(before + 2);
    const inputs = ndarray(new Float32Array(12).fill(0.3), [2, 3, 2]);
    await explain(encoder, conceptVector('c', [1, 2, 3]), inputs, linearGradient, { batchSize: 1 });
    expect(tf.memory().numTensors).toBe(before + 2);
    encoder.dispose!();
    encoder.dispose!();
    expect(tf.memory().numTensors).toBe(before);
    expect(() =>
      layersEncoder(model, {
        output: 'z',
        given: { label: values },
        normalise: { mean: [1, 2, 3, 4, 5], std: 1 },
      }),
    ).toThrow();
    expect(() => layersEncoder(model, { output: 'z', given: { label: values }, latent: 'mean' })).toThrow();
    expect(tf.memory().numTensors).toBe(before);
    expect(values.data).toEqual(Float32Array.of(1, 2));
  });
});
