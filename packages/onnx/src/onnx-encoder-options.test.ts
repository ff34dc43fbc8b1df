import { encode } from '@csm/core';
import { memory, type Tensor2D, tensor } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { attributeBytes, floatTensor, modelBytes, nodeBytes, valueBytes } from '../test/onnx-bytes.js';
import { onnxEncoder } from './onnx-encoder.js';
import { runOnnx } from './run/run-onnx.js';

beforeAll(() => useBackend('cpu'));

/** z = x W, and the tensor h = 2 x W inside. */
const model = () =>
  modelBytes({
    nodes: [
      nodeBytes('MatMul', ['x', 'w'], ['mean']),
      nodeBytes('Add', ['mean', 'mean'], ['h']),
      nodeBytes('Relu', ['h'], ['other']),
    ],
    inputs: [valueBytes('x', ['batch', 2])],
    outputs: [valueBytes('mean', ['batch', 2]), valueBytes('other', ['batch', 2])],
    initializers: [floatTensor('w', [2, 2], [1, 2, 3, 4])],
  });

describe('the options of onnxEncoder', () => {
  it('dispose frees the numbers of normalise and given too', async () => {
    const { numTensors } = memory();
    const encoder = await onnxEncoder(model(), {
      output: 'mean',
      normalise: { mean: [1, 2], std: [2, 4] },
    });
    encoder.dispose();
    encoder.dispose();
    expect(memory().numTensors).toBe(numTensors);
    expect(() => encoder.encode(undefined as never)).toThrow();
  });

  it('a trace of an encoder that was disposed says so', async () => {
    const { numTensors } = memory();
    const encoder = await onnxEncoder(model(), { output: 'mean' });
    const x = tensor([[1, 1]]);
    const trace = await encoder.trace(x);
    encoder.dispose();
    await expect((async () => trace.backward(x as Tensor2D))()).rejects.toThrow(
      'backward: the model was disposed; load it again',
    );
    trace.dispose();
    x.dispose();
    expect(memory().numTensors).toBe(numTensors);
  });

  it('are checked before the model is read', async () => {
    const noModel = new Uint8Array(4);
    const reject = (options: object, message: string) =>
      expect(onnxEncoder(noModel, options as never)).rejects.toThrow(message);
    await reject({ inputShape: [3, -1] }, 'onnxEncoder: inputShape must be a list of positive whole numbers');
    await reject({ inputShape: 'x' }, 'onnxEncoder: inputShape must be');
    await reject({ input: 3 }, 'onnxEncoder: input must be the name of a layer or tensor');
    await reject({ latent: 'median' }, "onnxEncoder: latent must be 'flatten', 'mean' or 'max'");
  });

  it('a shape for an input that the model does not have is refused', async () => {
    await expect(onnxEncoder(model(), { output: 'mean', inputShape: { y: [2] } })).rejects.toThrow(
      'onnxEncoder: inputShape, the model has no input "y"; valid inputs: x.',
    );
  });

  it('σ may be a tensor inside the model without a name for the latent', async () => {
    const encoder = await onnxEncoder(model(), { logVariance: 'h' });
    const x = ndarray(Float32Array.of(1, 1), [1, 2]);
    expect([...(await encode(encoder, x)).data]).toEqual([4, 6]);
    const drawn = await encode(encoder, x, { sample: { seed: 1 } });
    expect(drawn.shape).toEqual([1, 2]);
    expect([...drawn.data]).not.toEqual([4, 6]);
    encoder.dispose();
  });

  it('σ of a spatial latent has the same order of axes whether its tensor is an output or inside the model', async () => {
    const spatial = (outputs: Uint8Array[]) =>
      modelBytes({
        nodes: [
          nodeBytes('Conv', ['x', 'w'], ['mean']),
          nodeBytes('Tanh', ['mean'], ['small']),
          nodeBytes('Add', ['small', 'small'], ['log_var']),
          nodeBytes('Relu', ['log_var'], ['other']),
        ],
        inputs: [valueBytes('x', ['batch', 2, 2, 2])],
        outputs: [
          valueBytes('mean', ['batch', 3, 2, 2]),
          ...outputs,
          valueBytes('other', ['batch', 3, 2, 2]),
        ],
        initializers: [floatTensor('w', [3, 2, 1, 1], [1, -2, 0.5, 3, -1, 1])],
      });
    const x = ndarray(
      Float32Array.from({ length: 8 }, (_, i) => Math.sin(i)),
      [1, 2, 2, 2],
    );
    const options = { logVariance: 'log_var', latent: 'flatten' } as const;
    const draws = [];
    for (const outputs of [[], [valueBytes('log_var', ['batch', 3, 2, 2])]]) {
      const encoder = await onnxEncoder(spatial(outputs), { ...options });
      draws.push([...(await encode(encoder, x, { sample: { seed: 1 } })).data]);
      encoder.dispose();
    }
    expect(draws[0]).toEqual(draws[1]);
  });

  it('the places of a latent are those of its own layout, as of a channels-first tensor in a model of channels-last images', async () => {
    const perm = (...axes: number[]) => ({ attributes: [attributeBytes('perm', axes)] });
    const bytes = modelBytes({
      nodes: [
        nodeBytes('Transpose', ['x'], ['first'], perm(0, 3, 1, 2)),
        nodeBytes('Conv', ['first', 'w'], ['inner']),
        nodeBytes('Concat', ['inner', 'inner'], ['both'], { attributes: [attributeBytes('axis', 1)] }),
        nodeBytes('Transpose', ['both'], ['mean'], perm(0, 2, 3, 1)),
      ],
      inputs: [valueBytes('x', ['batch', 8, 8, 2])],
      outputs: [valueBytes('mean', ['batch', 8, 8, 2])],
      initializers: [floatTensor('w', [1, 2, 1, 1], [1, 10])],
    });
    // The means of the two channels are 1 and 2.
    const x = ndarray(
      Float32Array.from({ length: 128 }, (_, i) => 1 + (i % 2)),
      [1, 8, 8, 2],
    );
    for (const layout of [undefined, 'channelsLast'] as const) {
      for (const [output, latents] of [
        ['inner', [21]],
        ['both', [21, 21]],
        ['mean', [21, 21]],
      ] as const) {
        const encoder = await onnxEncoder(bytes, { output, latent: 'mean', layout });
        expect(encoder.layout).toBe('channelsLast');
        expect([...(await encode(encoder, x)).data]).toEqual(latents);
        encoder.dispose();
      }
    }
  });

  it('runOnnx rejects outputs that are no list of names', async () => {
    const inputs = { x: ndarray(Float32Array.of(1, 1), [1, 2]) };
    await expect(runOnnx(model(), inputs, { outputs: 'mean' as never })).rejects.toThrow(
      'runOnnx: outputs must be',
    );
    await expect(runOnnx(model(), inputs, { outputs: [3] as never })).rejects.toThrow(
      'runOnnx: outputs must be',
    );
  });
});
