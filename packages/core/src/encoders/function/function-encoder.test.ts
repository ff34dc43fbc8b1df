import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectSame, random, vaeEncoder } from '../../../test/small-models.js';
import type { BackwardRule, BackwardRules } from '../../graph/rules.js';
import { layersEncoder } from '../layers-model/layers-encoder.js';
import { functionEncoder } from './function-encoder.js';

const inputShape = [6, 6, 2];

/** Hand-written: a convolution, pooling, a dense layer and three nonlinearities. */
function handWritten() {
  const kernel = random([3, 3, 2, 4], 2) as tf.Tensor4D;
  const weights = tf.mul(random([9 * 4, 3], 3), 0.2) as tf.Tensor2D;
  const encode = (x: tf.Tensor) => {
    const hidden = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same'), 0.3));
    const pooled = tf.maxPool(tf.leakyRelu(hidden, 0.1) as tf.Tensor4D, 2, 2, 'same');
    return tf.tanh(tf.matMul(tf.reshape(pooled, [-1, 9 * 4]) as tf.Tensor2D, weights));
  };
  return { encode, weights: [kernel, weights] };
}

const guided: BackwardRule = {
  name: 'guided',
  backward: ({ cotangent, vjp }) => vjp(tf.relu(cotangent)),
};
const guidedAtRelus: BackwardRules = ({ operation }) =>
  operation.kind === 'activation' && operation.activation === 'relu' ? guided : undefined;

describe.each(BACKENDS)('functionEncoder on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it("agrees with tfjs' tape", async () => {
    const { encode } = handWritten();
    const encoder = functionEncoder(encode, { inputShape });
    expect([encoder.inputShape, encoder.latentSize, encoder.graph]).toEqual([inputShape, 3, undefined]);
    const x = random([4, ...inputShape]);
    const cotangent = random([4, 3], 9) as tf.Tensor2D;
    const trace = encoder.trace(x);
    expectSame(encoder.encode(x), encode(x));
    expectSame(trace.latent, encode(x));
    expectSame(await trace.backward(cotangent), tf.grad(encode)(x, cotangent));
    trace.dispose();
  });

  it('applies rules like an encoder of layers', async () => {
    const model = vaeEncoder();
    const layers = layersEncoder(model);
    const x = random([3, ...layers.inputShape]);
    const cotangent = random([3, layers.latentSize], 9) as tf.Tensor2D;
    const encoder = functionEncoder((input) => (model.apply(input, { training: false }) as tf.Tensor[])[0]!, {
      inputShape: layers.inputShape,
    });
    const [own, expected] = [encoder.trace(x), layers.trace(x)];
    for (const rules of [undefined, guidedAtRelus]) {
      expectSame(await own.backward(cotangent, rules), await expected.backward(cotangent, rules));
    }
  });
});

describe('functionEncoder', () => {
  beforeAll(() => useBackend('cpu'));

  it('pools with the correct gradient where that of tfjs is wrong', async () => {
    const x = random([1, 5, 5, 1]);
    const pool = (input: tf.Tensor) =>
      tf.reshape(tf.avgPool(input as tf.Tensor4D, 2, 2, 'same'), [input.shape[0]!, -1]);
    // The weights of each cell in the means of the windows that contain it; windows at the last row and column
    // contain one or two cells.
    const trace = functionEncoder(pool, { inputShape: [5, 5, 1] }).trace(x);
    const gradient = await trace.backward(tf.ones([1, 9]));
    const rows = [0.5, 0.5, 0.5, 0.5, 1];
    expectSame(
      gradient,
      tf.tensor4d(
        rows.flatMap((a) => rows.map((b) => a * b)),
        [1, 5, 5, 1],
      ),
    );
  });

  it('differentiates kernels with several outputs, inputs used twice, and operations with a gradient of their own', async () => {
    const cubed = tf.customGrad((x, save) => {
      (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
      const value = tf.mul(x as tf.Tensor, tf.square(x as tf.Tensor));
      return { value, gradFunc: (dy, [x]) => tf.mul(dy, tf.mul(3, tf.square(x!))) };
    });
    const encode = (x: tf.Tensor) => {
      const [a, b] = tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor];
      return tf.concat([tf.mul(a, a), tf.mul(a, tf.sigmoid(b)), cubed(b)], 1);
    };
    const x = random([3, 4]);
    const cotangent = random([3, 6], 9) as tf.Tensor2D;
    const trace = functionEncoder(encode, { inputShape: [4] }).trace(x);
    expectSame(await trace.backward(cotangent), tf.grad(encode)(x, cotangent));
  });

  it('accepts one output of a kernel, and a function that computes nothing', async () => {
    const x = random([3, 4]);
    const half = (input: tf.Tensor) => tf.split(input, 2, 1)[1]!;
    const cotangent = random([3, 2], 9) as tf.Tensor2D;
    const trace = functionEncoder(half, { inputShape: [4] }).trace(x);
    expectSame(await trace.backward(cotangent), tf.grad(half)(x, cotangent));
    const latent = functionEncoder((input) => input, { inputShape: [4] }).encode(x);
    latent.dispose();
    expect(x.isDisposed).toBe(false);
  });

  it('restores the registry of gradients of tfjs, also after an error, and runs nothing else while it records', () => {
    const before = tf.getGradient('Relu');
    let within: unknown;
    const encoder = functionEncoder(
      (x) => {
        within = tf.getGradient('Relu');
        if (x.shape[0] === 2) throw new Error('no pairs');
        return tf.relu(x);
      },
      { inputShape: [4] },
    );
    encoder.trace(random([3, 4])).dispose();
    expect(within).not.toBe(before);
    expect(tf.getGradient('Relu')).toBe(before);
    expect(() => encoder.trace(random([2, 4]))).toThrow('no pairs');
    expect(tf.getGradient('Relu')).toBe(before);
  });

  it('rejects rules for operations that are not visible', async () => {
    const { encode } = handWritten();
    const trace = functionEncoder(encode, { inputShape }).trace(random([2, ...inputShape]));
    const everywhere: BackwardRules = () => guided;
    const nonlinearities: BackwardRules = ({ operation }) =>
      operation.kind === 'activation' ? guided : undefined;
    const cotangent = tf.ones([2, 3]) as tf.Tensor2D;
    await expect(trace.backward(cotangent, everywhere)).rejects.toThrow(
      /backward: rule "guided" replaces a convolution, which is not visible in a function.*graphEncoder/,
    );
    await expect(trace.backward(cotangent, nonlinearities)).rejects.toThrow(/replaces any nonlinearity/);
  });

  it.each<[string, unknown, unknown, RegExp]>([
    [
      'not a function',
      undefined,
      [4],
      /functionEncoder: expected a function from inputs to latents; got undefined/,
    ],
    [
      'not a shape',
      tf.relu,
      undefined,
      /functionEncoder: inputShape must be the shape of one input.*got undefined/,
    ],
    ['a shape with the batch', tf.relu, [-1, 4], /inputShape must be .* got \[-1,4\]/],
    ['an async function', async (x: tf.Tensor) => x, [4], /must be synchronous; got an async function/],
    ['a promise', (x: tf.Tensor) => Promise.resolve(x), [4], /returned a Promise/],
    ['numbers', () => [1, 2], [4], /must return a tensor; got/],
    [
      'an image',
      (x: tf.Tensor) => tf.reshape(x, [-1, 2, 2]),
      [4],
      /of shape \[batch, n\], here \[1, n\]; got float32 of shape \[1,2,2\]/,
    ],
    [
      'samples merged into one',
      (x: tf.Tensor) => tf.reshape(x, [2, -1]),
      [4],
      /got float32 of shape \[2,2\]/,
    ],
    ['integers', (x: tf.Tensor) => tf.cast(x, 'int32'), [4], /got int32/],
    ['a function that ignores its inputs', () => tf.ones([1, 3]), [4], /does not depend on the inputs/],
    [
      'a function that is not differentiable',
      (x: tf.Tensor) => tf.tensor2d(x.dataSync(), x.shape as [number, number]),
      [4],
      /does not depend on the inputs/,
    ],
  ])('rejects %s', (_what, encode, shape, message) => {
    const { numTensors } = tf.memory();
    expect(() => functionEncoder(encode as typeof tf.relu, { inputShape: shape as number[] })).toThrow(
      message,
    );
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('rejects inputs of another shape, a latent size that changes, a kernel without a gradient, and a call inside tf.grad', () => {
    const x = random([3, 4]);
    const encoder = functionEncoder((input) => tf.tanh(input), { inputShape: [4] });
    expect(() => encoder.encode(random([3, 5]))).toThrow(
      'encode: expected inputs of shape [batch,4]; got [3,5].',
    );
    const growing = functionEncoder((input) => tf.tile(input, [1, input.shape[0]!]), { inputShape: [4] });
    expect(() => growing.encode(x)).toThrow(
      'encode: the function must return 4 latent dimensions for all inputs, as it did for zeros; got 12.',
    );
    const image = (input: tf.Tensor) => tf.reshape(input, [-1, 2, 2, 1]) as tf.Tensor4D;
    const rotated = functionEncoder(
      (input) => tf.reshape(tf.image.rotateWithOffset(image(input), 1), [-1, 4]),
      { inputShape: [4] },
    );
    const { numTensors } = tf.memory();
    expect(() => rotated.trace(x)).toThrow(
      'trace: tfjs has no gradient for kernel "RotateWithOffset" on any backend; use a method that only encodes, such as occlusion().',
    );
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(() => tf.grad((input: tf.Tensor) => encoder.trace(input).latent)(x)).toThrow(
      /cannot be called inside tf.grad/,
    );
  });
});

describe('memory and time', () => {
  beforeAll(() => useBackend('cpu'));

  const throwing: BackwardRule = {
    name: 'throwing',
    backward({ inputs }) {
      tf.square(inputs[0]!);
      throw new Error('this rule throws');
    },
  };
  const reading: BackwardRule = {
    name: 'reading',
    read: ({ output, cotangent }) => tf.mul(output, cotangent),
    backward: ({ cotangent }, host) => [
      tf.mul(
        cotangent,
        host!.reduce((a, b) => a + b),
      ),
    ],
  };
  const atRelus =
    (rule: BackwardRule): BackwardRules =>
    ({ operation }) =>
      operation.kind === 'activation' && operation.activation === 'relu' ? rule : undefined;

  it('is freed after passes, also after rules that throw', async () => {
    const { encode } = handWritten();
    const x = random([3, ...inputShape]);
    const cotangent = random([3, 3], 5) as tf.Tensor2D;
    const { numTensors } = tf.memory();
    const encoder = functionEncoder(encode, { inputShape });
    for (let i = 0; i < 3; i++) {
      encoder.encode(x).dispose();
      const trace = encoder.trace(x);
      (await trace.backward(cotangent)).dispose();
      (await trace.backward(cotangent, atRelus(reading))).dispose();
      await expect(trace.backward(cotangent, atRelus(throwing))).rejects.toThrow('this rule throws');
      trace.dispose();
      trace.dispose();
      await expect(trace.backward(cotangent)).rejects.toThrow('this trace was disposed');
    }
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('is freed after a function that throws midway', () => {
    const x = random([2, 4]);
    const encoder = functionEncoder(
      (input) => {
        const sum = tf.exp(tf.sigmoid(input));
        if (input.shape[0] === 2) throw new Error('midway');
        return sum;
      },
      { inputShape: [4] },
    );
    const { numTensors } = tf.memory();
    expect(() => encoder.trace(x)).toThrow('midway');
    expect(() => encoder.encode(x)).toThrow('midway');
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('runs several passes at the same time, while others use tf.grad', async () => {
    const { encode } = handWritten();
    const encoder = functionEncoder(encode, { inputShape });
    const x = random([2, ...inputShape]);
    const cotangents = [3, 4].map((seed) => random([2, 3], seed) as tf.Tensor2D);
    const trace = encoder.trace(x);
    const alone = [];
    for (const cotangent of cotangents) alone.push(await trace.backward(cotangent, atRelus(reading)));
    const other = encoder.trace(tf.mul(x, 2));
    const together = cotangents.map((cotangent) => trace.backward(cotangent, atRelus(reading)));
    const disturbing = other.backward(cotangents[0]!, atRelus(guided));
    const taped = tf.grad(encode)(x, cotangents[0]!);
    for (const [i, pass] of together.entries()) expectSame(await pass, alone[i]!);
    await disturbing;
    expectSame(await trace.backward(cotangents[0]!), taped);
  });
});
