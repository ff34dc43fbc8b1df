import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { loadGraphDef, placeholder } from '../../../../../test/graph-model.js';
import { gradientBy } from '../../../test/plain-gradient.js';
import { random, vaeEncoder } from '../../../test/small-models.js';
import { conceptVector } from '../../concepts/concept-vector.js';
import { encode } from '../../encode/encode.js';
import { latentJacobian } from '../../encode/latent-jacobian.js';
import { explain } from '../../explain/explain.js';
import { explainMany } from '../../explain/explain-many.js';
import type { Encoder, TfjsEncoder } from '../encoder.js';
import { functionEncoder } from '../function/function-encoder.js';
import { graphEncoder } from '../graph-model/graph-encoder.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';

type Call = (x: tf.Tensor2D) => tf.Tensor;

/** A layer that is not built in. */
function custom(call: Call): tfl.layers.Layer {
  class Custom extends tfl.layers.Layer {
    static className = 'Custom';
    override call(inputs: tf.Tensor | tf.Tensor[]) {
      return tf.tidy(() => call([inputs].flat()[0] as tf.Tensor2D));
    }
  }
  return new Custom({});
}

const FEATURES = 6;
const weights = () => random([FEATURES, 3], 2) as tf.Tensor2D;
const ofFunction = (call: Call) => {
  const w = weights();
  return functionEncoder((x) => tf.matMul(call(x as tf.Tensor2D) as tf.Tensor2D, w), {
    inputShape: [FEATURES],
  });
};
const ofLayer = (call: Call) => {
  const input = tfl.input({ shape: [FEATURES] });
  const dense = tfl.layers.dense({ units: 3, kernelInitializer: tfl.initializers.glorotNormal({ seed: 3 }) });
  const output = dense.apply(custom(call).apply(input)) as tfl.SymbolicTensor;
  return layersEncoder(tfl.model({ inputs: input, outputs: output }));
};
/** As users write one, with promises. */
const ofObject = (call: Call): Encoder => {
  const encoder = ofFunction(call);
  return {
    inputShape: encoder.inputShape,
    latentSize: encoder.latentSize,
    async encode(inputs) {
      await Promise.resolve();
      return encoder.encode(inputs);
    },
  };
};

const randomCalls: Record<string, Call> = {
  dropout: (x) => tf.dropout(x, 0.5),
  'dropout at a small rate': (x) => tf.dropout(x, 0.02),
  noise: (x) => tf.add(x, tf.randomNormal(x.shape, 0, 0.01)),
  'uniform noise': (x) => tf.mul(x, tf.randomUniform(x.shape, 0.9, 1.1)),
  'a random factor': (x) => tf.mul(x, Math.random()),
};
const mixingCalls: Record<string, Call> = {
  'the mean of the batch': (x) => tf.sub(x, tf.mean(x, 0, true)),
  'a little of the mean of the batch': (x) => tf.add(x, tf.mul(0.001, tf.mean(x, 0, true))),
  'batch normalisation in training mode': (x) => {
    const { mean, variance } = tf.moments(x, 0, true);
    return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
  },
  'a softmax over the batch': (x) => tf.transpose(tf.softmax(tf.transpose(x))),
  'the norm of the batch': (x) => tf.div(x, tf.norm(x)),
  'a sum of the samples before': (x) => tf.cumsum(x, 0),
  'a sum of the samples after': (x) => tf.cumsum(x, 0, false, true),
  'attention between samples': (x) => tf.matMul(tf.softmax(tf.matMul(x, x, false, true)) as tf.Tensor2D, x),
  'the place in the batch': (x) => tf.add(x, tf.mul(0.1, tf.expandDims(tf.range(0, x.shape[0]), 1))),
  'noise with a seed': (x) => tf.add(x, tf.randomNormal(x.shape, 0, 1, 'float32', 7)),
  'dropout with a seed': (x) => tf.dropout(x, 0.5, undefined, 7),
  'the size of the batch': (x) => tf.div(x, x.shape[0]),
};
const honestCalls: Record<string, Call> = {
  scaled: (x) => tf.mul(x, 3),
  'large numbers': (x) => tf.mul(x, 1e20),
  'small numbers': (x) => tf.mul(x, 1e-20),
  'numbers that cancel': (x) => tf.sub(tf.add(x, 1e5), 1e5),
  'normalised per sample': (x) => tf.div(x, tf.norm(x, 2, 1, true)),
  zeros: (x) => tf.mul(x, 0),
  'random numbers that nothing reads': (x) => {
    tf.randomNormal([2]);
    return tf.mul(x, 2);
  },
};

/** On the host, so that only the tensors of the functions are counted. */
const onHost = (x: tf.Tensor) => {
  const array = ndarray(x.dataSync() as Float32Array, x.shape);
  x.dispose();
  return array;
};
const inputs = (count: number) => onHost(random([count, FEATURES], 9));
const concept = conceptVector('c', [1, -1, 0.5]);
const isRandom =
  /^\w+: the encoder must return the same latents each time; .* it draws random numbers; take the mean/;
const isMixing = /^\w+: the latent of a sample must not depend on its batch; .*\{ batchSize: 1 \}\.$/;
const unsupported = { code: 'ERR_UNSUPPORTED_MODEL' };

/** Expects an error, and no tensor left. */
async function expectRefusal(run: () => Promise<unknown>, message: RegExp) {
  const { numTensors } = tf.memory();
  const running = run();
  await expect(running).rejects.toThrow(message);
  await expect(running).rejects.toMatchObject(unsupported);
  expect(tf.memory().numTensors).toBe(numTensors);
}

describe.each(BACKENDS)('encoders that are not reproducible, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  const kinds = { ofFunction, ofLayer, ofObject };
  const cases = (calls: Record<string, Call>) =>
    Object.keys(kinds).flatMap((kind) => Object.keys(calls).map((name) => [kind, name] as const));

  // What asynchronous code draws cannot be counted, so that rare changes may be missed.
  const drawn = cases(randomCalls).filter(
    ([kind, name]) => kind !== 'ofObject' || !name.includes('small rate'),
  );

  it.each(drawn)('%s: %s is refused as random', async (kind, name) => {
    const encoder = kinds[kind as 'ofLayer'](randomCalls[name]!);
    for (const count of [1, 3]) {
      await expectRefusal(() => encode(encoder, inputs(count)), isRandom);
      await expectRefusal(() => encode(encoder, inputs(count), { batchSize: 1 }), isRandom);
      await expectRefusal(() => explain(encoder, concept, inputs(count), gradientBy()), isRandom);
    }
  });

  it.each(cases(mixingCalls))('%s: %s is refused as mixing samples', async (kind, name) => {
    const encoder = kinds[kind as 'ofLayer'](mixingCalls[name]!);
    for (const count of [1, 3]) {
      await expectRefusal(() => encode(encoder, inputs(count)), isMixing);
      await expectRefusal(() => explain(encoder, concept, inputs(count), gradientBy()), isMixing);
    }
    // The way out that the message names.
    expect((await encode(encoder, inputs(3), { batchSize: 1 })).shape).toEqual([3, 3]);
    await expectRefusal(() => encode(encoder, inputs(3)), isMixing);
  });

  it.each(cases(honestCalls))('%s: %s is not refused', async (kind, name) => {
    const encoder = kinds[kind as 'ofLayer'](honestCalls[name]!);
    const { numTensors } = tf.memory();
    for (const count of [1, 3]) {
      const x = inputs(count);
      expect((await encode(encoder, x)).shape).toEqual([count, 3]);
    }
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('never refuses a linear encoder, whatever its inputs', async () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const list = (length: number) => fc.array(number, { minLength: length, maxLength: length });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        list(3 * FEATURES),
        list(3 * FEATURES),
        async (n, x, w) => {
          const kernel = tf.tensor2d(w, [FEATURES, 3]);
          const encoder = functionEncoder((each) => tf.matMul(each as tf.Tensor2D, kernel), {
            inputShape: [FEATURES],
          });
          const data = ndarray(Float32Array.from(x.slice(0, n * FEATURES)), [n, FEATURES]);
          await encode(encoder, data).finally(() => kernel.dispose());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a Sampling layer is refused, and its mean is taken', async () => {
    class Sampling extends tfl.layers.Layer {
      static className = 'Sampling';
      override computeOutputShape = ([shape]: tfl.Shape[]) => shape as tfl.Shape;
      override call(both: tf.Tensor | tf.Tensor[]) {
        const [mean, logVariance] = both as [tf.Tensor, tf.Tensor];
        return tf.tidy(() =>
          tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), tf.randomNormal(mean.shape))),
        );
      }
    }
    const vae = vaeEncoder();
    const z = new Sampling({ name: 'z' }).apply(vae.outputs) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: vae.inputs, outputs: z });
    const x = onHost(random([2, 9, 8, 2]));
    const vector = conceptVector('c', [1, 1, 1, 1, 1]);
    await expectRefusal(() => explain(layersEncoder(model), vector, x, gradientBy()), isRandom);
    await expectRefusal(
      () => explainMany(layersEncoder(model), [vector], x, { ...gradientBy(), linear: true }),
      isRandom,
    );
    await expectRefusal(() => latentJacobian(layersEncoder(model), x), isRandom);
    const mean = layersEncoder(model, { output: 'z_mean' });
    expect((await explain(mean, vector, x, gradientBy())).scores.shape).toEqual([2]);
  });

  it('a GraphModel that mixes the batch is refused', async () => {
    const model = await loadGraphDef({
      nodes: [
        placeholder('x', [FEATURES]),
        {
          name: 'mean',
          op: 'Mean',
          input: ['x', 'axis'],
          attr: { T: { type: 'DT_FLOAT' }, keep_dims: { b: true } },
        },
        { name: 'z', op: 'Sub', input: ['x', 'mean'], attr: { T: { type: 'DT_FLOAT' } } },
      ],
      weights: new Map([['axis', tf.tensor1d([0], 'int32')]]),
      outputs: { z: 'z' },
    });
    const encoder = graphEncoder(model);
    await expectRefusal(() => encode(encoder, inputs(2)), isMixing);
  });
});

describe('the probe', () => {
  beforeAll(() => useBackend('cpu'));

  const counted = (call: Call) => {
    const encoder = ofFunction(call);
    const sizes: number[] = [];
    const own: TfjsEncoder = {
      ...encoder,
      encode(x) {
        sizes.push(x.shape[0]!);
        return encoder.encode(x);
      },
    };
    return { encoder: own, sizes };
  };

  it('takes three small passes at the first use, and none later', async () => {
    const { encoder, sizes } = counted((x) => tf.mul(x, 2));
    await encode(encoder, inputs(3));
    expect(sizes).toEqual([1, 2, 2, 3]);
    await encode(encoder, inputs(3));
    await encode(encoder, inputs(1), { batchSize: 1 });
    expect(sizes).toEqual([1, 2, 2, 3, 3, 1]);
  });

  it('does not run an encoder of known layers', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const spy = vi.spyOn(tf.engine(), 'startScope');
    await encode(encoder, random([1, 9, 8, 2]));
    const first = spy.mock.calls.length;
    await encode(encoder, random([1, 9, 8, 2]));
    expect(spy.mock.calls.length).toBe(2 * first);
    spy.mockRestore();
  });

  it('runs an encoder that copies one with another encode', async () => {
    const encoder = layersEncoder(vaeEncoder());
    const noisy: Encoder = {
      ...encoder,
      encode: (x) =>
        tf.tidy(() => tf.add(encoder.encode(x), tf.randomNormal([x.shape[0]!, 5])) as tf.Tensor2D),
    };
    await expectRefusal(() => encode(noisy, onHost(random([1, 9, 8, 2]))), isRandom);
  });

  it('finds a trace that is random although encode is not', async () => {
    const plain = ofFunction((x) => tf.mul(x, 2));
    const noisy: Encoder = {
      ...plain,
      trace(x) {
        const trace = plain.trace(x);
        const latent = tf.tidy(
          () => tf.add(trace.latent, tf.randomNormal(trace.latent.shape)) as tf.Tensor2D,
        );
        const dispose = () => {
          trace.dispose();
          latent.dispose();
        };
        return { ...trace, latent, dispose };
      },
    };
    await encode(noisy, inputs(2));
    await expectRefusal(() => explain(noisy, concept, inputs(2), gradientBy()), isRandom);
  });

  it('reports no progress, and stops at an abort', async () => {
    const { encoder, sizes } = counted((x) => tf.mul(x, 2));
    const onProgress = vi.fn();
    await encode(encoder, inputs(2), { onProgress });
    expect(onProgress.mock.calls).toEqual([[{ done: 2, total: 2 }]]);
    const controller = new AbortController();
    const aborting: Encoder = {
      ...encoder,
      encode(x) {
        controller.abort();
        return encoder.encode(x);
      },
    };
    sizes.length = 0;
    const { numTensors } = tf.memory();
    const x = inputs(2);
    await expect(encode(aborting, x, { signal: controller.signal })).rejects.toThrow(/abort/i);
    expect(sizes).toEqual([1]);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('leaves NaN latents and errors of the encoder to the run itself', async () => {
    await expect(
      encode(
        ofFunction((x) => tf.log(tf.neg(tf.abs(x)))),
        inputs(2),
      ),
    ).rejects.toMatchObject({
      code: 'ERR_NOT_FINITE',
    });
    const failing: Encoder = {
      ...ofFunction((x) => x),
      encode: () => Promise.reject(new Error('server down')),
    };
    await expect(encode(failing, inputs(2))).rejects.toThrow('server down');
  });

  it('accepts an encoder of single samples, and finds that it is random', async () => {
    const single = (call: Call) => {
      const encoder = ofFunction(call);
      return {
        ...encoder,
        encode(x: tf.Tensor) {
          if (x.shape[0] !== 1) throw new Error('only one at a time');
          return encoder.encode(x);
        },
      };
    };
    const honest = single((x) => tf.mul(x, 2));
    expect((await encode(honest, inputs(2), { batchSize: 1 })).shape).toEqual([2, 3]);
    await expect(encode(honest, inputs(2))).rejects.toThrow('only one at a time');
    expect((await encode(honest, inputs(1))).shape).toEqual([1, 3]);
    const noisy = single((x) => tf.dropout(x, 0.5));
    await expectRefusal(() => encode(noisy, inputs(1)), isRandom);
  });

  it('leaves Math.random as it was, also after an error', async () => {
    const { random: original } = Math;
    await encode(
      ofFunction((x) => x),
      inputs(2),
    );
    const failing = {
      ...ofFunction((x) => x),
      encode: () => {
        throw new Error('fails');
      },
    };
    await expect(encode(failing, inputs(2))).rejects.toThrow('fails');
    expect(Math.random).toBe(original);
  });
});
