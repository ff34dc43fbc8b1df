import { conceptVector, type Encoder, explain } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { gradientShap } from './gradient-shap.js';
import type { ShapDraw } from './gradient-shap-options.js';

let encoder: Encoder;
beforeAll(async () => {
  await useBackend('cpu');
  encoder = smallEncoder('relu');
});

describe('draws of your own', () => {
  const concept = conceptVector('c', numbers(LATENT, 1));
  const explained = (draw: () => ShapDraw) =>
    explain(encoder, concept, images(2), gradientShap({ baselines: images(3, 5), samples: 2, draw }));
  const valid = (): ShapDraw => ({ alpha: [0.25, 1], baseline: [2, 0], noise: tf.zeros([2, ...SHAPE]) });

  it.each<[string, () => object | undefined, string]>([
    [
      'too few alphas',
      () => ({ alpha: [0.5] }),
      'alpha as 2 numbers from 0 to 1, one per sample; got [0.5].',
    ],
    ['alphas beyond the path', () => ({ alpha: [0.5, 1.5] }), 'got [0.5, 1.5].'],
    ['alphas that are not numbers', () => ({ alpha: [Number.NaN, 1] }), 'got [NaN, 1].'],
    ['no alphas', () => ({ alpha: undefined }), 'got undefined.'],
    [
      'a baseline that does not exist',
      () => ({ baseline: [0, 3] }),
      'baseline as 2 whole numbers from 0 to 2, one per sample; got [0, 3].',
    ],
    ['a baseline between two', () => ({ baseline: Float32Array.of(0.5, 1) }), 'got [0.5, 1].'],
    [
      'noise of another shape',
      () => ({ noise: tf.ones([2, 7]) }),
      'noise as a float32 tensor of shape [2, 6, 5, 2], like the inputs; got a tensor of shape [2, 7].',
    ],
  ])('are refused by name if they have %s, and nothing is leaked', async (_, change, message) => {
    await explained(valid);
    const before = tf.memory();
    const refused = explained(() => {
      const { noise, ...rest } = valid();
      const changed = change();
      if (changed && 'noise' in changed) noise?.dispose();
      return { ...rest, noise, ...changed };
    });
    await expect(refused).rejects.toThrow('gradientShap: draw must return ');
    await expect(refused).rejects.toThrow(message);
    expect(tf.memory()).toEqual(before);
  });

  it('are refused if they are not a draw', async () => {
    await expect(explained(() => undefined as never)).rejects.toThrow('gradientShap: draw must return alpha');
    expect(() => gradientShap({ baselines: images(1), draw: 3 as never })).toThrow(
      'gradientShap: draw must be a function; got a number.',
    );
  });

  it('are what the map is computed from', async () => {
    const twice = [await explained(valid), await explained(valid)];
    expect(twice[0]?.maps.data).toEqual(twice[1]?.maps.data);
  });
});
