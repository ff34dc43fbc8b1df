import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { gradientBy } from '../../test/plain-gradient.js';
import { vaeEncoder } from '../../test/small-models.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { encode } from '../encode/encode.js';
import { latentJacobian } from '../encode/latent-jacobian.js';
import { explain } from '../explain/explain.js';
import type { Encoder, TfjsEncoder } from './encoder.js';
import { layersEncoder } from './layers-model/layers-encoder.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', [1, -2, 0.5, 3, -1]);
const images = (count: number) =>
  ndarray(
    Float32Array.from({ length: count * 144 }, (_, i) => Math.sin(i * i)),
    [count, 9, 8, 2],
  );
const later = () => new Promise((resolve) => setTimeout(resolve));

/** The same encoder, asynchronous as if it ran elsewhere. */
function asynchronous(encoder: TfjsEncoder): Encoder {
  return {
    inputShape: encoder.inputShape,
    ...(encoder.layout && { layout: encoder.layout }),
    latentSize: encoder.latentSize,
    async encode(inputs) {
      await later();
      return encoder.encode(inputs);
    },
    async trace(inputs, options) {
      await later();
      return encoder.trace(inputs, options);
    },
  };
}

describe('an asynchronous encoder', () => {
  it('gives the latents, scores, maps and Jacobian of the synchronous one, and leaves no tensor', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const remote = asynchronous(encoder);
    const before = tf.memory().numTensors;
    expect(await encode(remote, images(3))).toEqual(await encode(encoder, images(3)));
    const options = { batchSize: 2 };
    expect(await explain(remote, concept, images(3), gradientBy(), options)).toEqual(
      await explain(encoder, concept, images(3), gradientBy(), options),
    );
    expect(await latentJacobian(remote, images(1))).toEqual(await latentJacobian(encoder, images(1)));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('that rejects leaves no tensor', async () => {
    const failing: Encoder = {
      ...asynchronous(layersEncoder(vaeEncoder())),
      encode: () => Promise.reject(new Error('server down')),
      trace: () => Promise.reject(new Error('server down')),
    };
    const before = tf.memory().numTensors;
    await expect(encode(failing, images(1))).rejects.toThrow('server down');
    await expect(explain(failing, concept, images(1), gradientBy())).rejects.toThrow('server down');
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an encoder that returns something else', () => {
  it.each([
    ['a list', () => [1, 2, 3, 4, 5], 'got an array.'],
    ['other latents', () => tf.zeros([2, 4]), 'got [2,4].'],
  ])('%s is named, without a leak', async (_, wrong, came) => {
    const encoder = { ...asynchronous(layersEncoder(vaeEncoder())), encode: wrong as never };
    const before = tf.memory().numTensors;
    const message = `the encoder must return latents of shape [2, 5]; ${came}`;
    await expect(encode(encoder, images(2))).rejects.toThrow(`encode: ${message}`);
    await expect(explain(encoder, concept, images(2), gradientBy())).rejects.toThrow(`explain: ${message}`);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('an encoder without trace', () => {
  const withoutTrace = (): Encoder => {
    const { trace: _, ...encoder } = layersEncoder(vaeEncoder());
    return encoder;
  };

  it('encodes', async () => {
    expect((await encode(withoutTrace(), images(2))).shape).toEqual([2, 5]);
  });

  it('is rejected by methods that need a derivative, by name', async () => {
    const message = /^plainGradient: the method needs an encoder with a derivative; .* occlusion\(\)/;
    const run = explain(withoutTrace(), concept, images(1), gradientBy());
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED_MODEL' });
    await expect(latentJacobian(withoutTrace(), images(1))).rejects.toThrow(
      /^latentJacobian: the method needs/,
    );
  });
});

describe('an encoder with something given per sample', () => {
  /** Multiplies each sample's latent by a different factor. */
  const conditioned = (factors: readonly number[], encoder = layersEncoder(vaeEncoder())): Encoder => {
    const scaled = <T extends tf.Tensor>(latent: T): T =>
      tf.tidy(() => {
        const times = latent.shape[0]! / factors.length;
        const factor = tf.tile(tf.tensor2d([...factors], [factors.length, 1]), [times, 1]);
        return tf.mul(latent, factor) as T;
      });
    return {
      inputShape: encoder.inputShape,
      latentSize: encoder.latentSize,
      samples: factors.length,
      encode: (inputs) => {
        const latent = encoder.encode(inputs);
        const result = scaled(latent);
        latent.dispose();
        return result;
      },
      trace: (inputs, options) => {
        const trace = encoder.trace(inputs, options);
        const latent = scaled(trace.latent);
        return {
          latent,
          async backward(cotangent, rules) {
            const inner = scaled(cotangent);
            return await trace.backward(inner, rules).finally(() => inner.dispose());
          },
          dispose() {
            trace.dispose();
            latent.dispose();
          },
        };
      },
      slice: (start, size) => conditioned(factors.slice(start, start + size), encoder),
    };
  };

  it('is sliced for each batch, so that batches do not change the result', async () => {
    const before = () => tf.memory().numTensors;
    const plain = layersEncoder(vaeEncoder());
    const encoder = conditioned([1, 2, -3], plain);
    const start = before();
    const latents = await encode(encoder, images(3), { batchSize: 2 });
    const expected = await encode(plain, images(3));
    for (const [sample, factor] of [1, 2, -3].entries()) {
      for (let k = 0; k < 5; k++) {
        expect(latents.get(sample, k)).toBeCloseTo(factor * expected.get(sample, k), 5);
      }
    }
    const whole = await explain(encoder, concept, images(3), gradientBy(), { batchSize: 3 });
    const cut = await explain(encoder, concept, images(3), gradientBy(), { batchSize: 2 });
    expect(cut.scores.data).toEqual(whole.scores.data);
    for (const [i, value] of whole.maps.data.entries()) expect(cut.maps.data[i]).toBeCloseTo(value, 5);
    expect(before()).toBe(start);
  });

  it('rejects another number of inputs', async () => {
    const message = 'expected 2 inputs, which the encoder is for; got 3.';
    await expect(encode(conditioned([1, 2]), images(3))).rejects.toThrow(`encode: ${message}`);
    await expect(explain(conditioned([1, 2]), concept, images(3), gradientBy())).rejects.toThrow(
      `explain: ${message}`,
    );
  });
});

it('layout is passed on to the explanation', async () => {
  const { layout, ...unknown } = layersEncoder(vaeEncoder());
  expect(layout).toBe('channelsLast');
  const explained = await explain({ ...unknown, layout: 'channelsFirst' }, concept, images(1), gradientBy());
  expect(explained.layout).toBe('channelsFirst');
  expect('layout' in (await explain(unknown, concept, images(1), gradientBy()))).toBe(false);
});
