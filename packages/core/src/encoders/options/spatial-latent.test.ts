import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectFunction, spatialForward, spatialModel } from '../../../test/option-models.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import type { EncoderOptions } from '../encoder-options.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

const { layers } = tfl;

describe.each(BACKENDS)('the option latent of encoders on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  it('flattens a spatial latent and its σ in the order of their axes', async () => {
    for (const format of ['channelsLast', 'channelsFirst'] as const) {
      if (format === 'channelsFirst' && backend !== 'cpu') continue;
      const model = spatialModel(format);
      const encoder = layersEncoder(model, { output: 'z_mean', latent: 'flatten' });
      const x = random([2, ...encoder.inputShape]);
      const trace = encoder.trace(x);
      expect([encoder.latentSize, trace.latent.shape]).toEqual([60, [2, 60]]);
      trace.dispose();
      const noise = random([2, 60], 4) as tf.Tensor2D;
      const last = format === 'channelsLast' ? x : tf.transpose(x, [0, 2, 3, 1]);
      const [mean, logVariance] = spatialForward(model, last).map((each) =>
        tf.reshape(format === 'channelsLast' ? each : tf.transpose(each, [0, 3, 1, 2]), [2, 60]),
      ) as [tf.Tensor, tf.Tensor];
      expectSame(encoder.encode(x), mean);
      const drawn = tf.add(mean, tf.mul(noise, tf.exp(tf.mul(logVariance, 0.5))));
      expectSame(encoder.sampled!(noise).encode(x), drawn);
    }
  });

  it.each(['mean', 'max'] as const)('takes the %s over places, which the layout tells', async (latent) => {
    const pool = latent === 'mean' ? tf.mean : tf.max;
    const model = spatialModel();
    const f = (x: tf.Tensor) => pool(spatialForward(model, x)[0] as tf.Tensor, [1, 2]);
    const encoder = layersEncoder(model, { output: 'z_mean', latent });
    await expectFunction(encoder, random([2, 8, 6, 2]), f);
    expect(encoder.sampled).toBeUndefined();
    const first = layersEncoder(spatialModel('channelsFirst'), { output: 'z_mean', latent });
    expect([first.latentSize, first.layout]).toEqual([5, 'channelsFirst']);
    const ofAxes = layersEncoder(model, {
      output: 'z_mean',
      latent: latent === 'mean' ? { mean: [2] } : { max: [2] },
    });
    expectSame(
      ofAxes.encode(random([2, 8, 6, 2])),
      tf.reshape(pool(spatialForward(model, random([2, 8, 6, 2]))[0] as tf.Tensor, 3), [2, 12]),
    );
  });

  it('selects channels of a spatial output', () => {
    const x = random([2, 8, 6, 2]);
    const model = spatialModel();
    const [mean] = spatialForward(model, x) as [tf.Tensor];
    const columns = { name: 'z_mean', columns: [1, 3] } as const;
    const expected = tf.slice(mean, [0, 0, 0, 1], [2, 4, 3, 2]);
    expectSame(
      layersEncoder(model, { output: columns, latent: 'flatten' }).encode(x),
      tf.reshape(expected, [2, 24]),
    );
    expectSame(
      layersEncoder(model, { output: columns, latent: 'mean' }).encode(x),
      tf.mean(expected, [1, 2]),
    );
  });

  it('is asked for, and refused where it makes no sense', () => {
    const model = spatialModel();
    const encoder = (options: EncoderOptions) => () => layersEncoder(model, options);
    expect(encoder({ output: 'z_mean' })).toThrow(
      `layersEncoder: the latent must have shape [batch, n]; the output of "z_mean" has shape [batch,4,3,5]; pass { latent: 'flatten' }, 'mean' or 'max'`,
    );
    expect(encoder({ output: 'z_mean', latent: 'mean', logVariance: 'z_log_var' })).toThrow(
      /logVariance must be left out if latent is a mean or maximum over places, whose σ is unknown/,
    );
    expect(encoder({ output: 'z_mean', latent: 'sum' as 'mean' })).toThrow(
      /latent must be 'flatten', 'mean' or 'max'/,
    );
    expect(encoder({ output: 'z_mean', latent: { mean: [3] } })).toThrow(/must name some of the axes 0 to 2/);
    expect(() => layersEncoder(vaeEncoder(), { latent: 'mean' })).toThrow(/for spatial latents/);
    const tokens = tfl.sequential({ layers: [layers.dense({ units: 3, inputShape: [6, 4] })] });
    expect(() => layersEncoder(tokens, { latent: 'mean' })).toThrow(
      /the axes of the places of .* are unknown; pass \{ layout/,
    );
    expect(layersEncoder(tokens, { latent: 'mean', layout: 'channelsLast' }).latentSize).toBe(3);
  });
});
