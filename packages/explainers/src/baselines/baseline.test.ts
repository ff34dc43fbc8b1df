import { conceptVector, type Explainer, explain } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { gradientShap } from '../methods/gradient-shap.js';
import { integratedGradients } from '../methods/integrated-gradients.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', numbers(LATENT, 1));

describe('a baseline', () => {
  it('can be a number, an ndarray or a tensor, with or without a batch axis', async () => {
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

  it('can be a tensor of whole numbers, for path and sampling methods alike', async () => {
    const encoder = smallEncoder('relu');
    const whole = tf.ones([...SHAPE], 'int32');
    const several = tf.ones([3, ...SHAPE], 'int32');
    const ones = ndarray(new Float32Array(180).fill(1), [3, ...SHAPE]);
    const mapsOf = async (explainer: Explainer) =>
      (await explain(encoder, concept, images(2), explainer)).maps;
    expect(await mapsOf(integratedGradients({ steps: 3, baseline: whole }))).toEqual(
      await mapsOf(integratedGradients({ steps: 3, baseline: 1 })),
    );
    expect(await mapsOf(gradientShap({ samples: 3, baselines: several }))).toEqual(
      await mapsOf(gradientShap({ samples: 3, baselines: ones })),
    );
    tf.dispose([whole, several]);
  });

  it.each<[string, unknown, string]>([
    ['a typed array', new Float32Array(60), 'expected an ndarray; got an object of type Float32Array'],
    ['a name', 'zeros', 'expected an ndarray; got a string'],
  ])('is refused if it is %s', async (_, baseline, message) => {
    const explainer = integratedGradients({ baseline: baseline as number });
    await expect(explain(smallEncoder('relu'), concept, images(1), explainer)).rejects.toThrow(
      `integratedGradients, baseline: ${message}`,
    );
    expect(() => gradientShap({ baselines: baseline as tf.Tensor })).toThrow(
      `gradientShap, baselines: ${message}`,
    );
  });

  it('is refused if it is a disposed tensor', async () => {
    const baseline = tf.ones([...SHAPE]);
    const explainer = integratedGradients({ baseline });
    baseline.dispose();
    await expect(explain(smallEncoder('relu'), concept, images(1), explainer)).rejects.toThrow(
      'integratedGradients: the baseline is a disposed tensor; dispose it only after',
    );
  });

  it('is refused if it has another shape', async () => {
    const encoder = smallEncoder('relu');
    const before = tf.memory();
    const explainer = integratedGradients({ baseline: ndarray(new Float32Array(4), [2, 2]) });
    await expect(explain(encoder, concept, images(1), explainer)).rejects.toThrow(
      'integratedGradients: the baseline must have shape [6, 5, 2] or [1, 6, 5, 2]; got [2, 2].',
    );
    expect(tf.memory()).toEqual(before);
  });
});
