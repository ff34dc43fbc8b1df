import { encode } from '@csm/core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { onnxEncoder } from '../src/index.js';
import {
  attributeBytes,
  bytesOf,
  floatTensor,
  modelBytes,
  nodeBytes,
  tensorBytes,
  valueBytes,
} from './onnx-bytes.js';

beforeAll(() => useBackend('cpu'));

const array = (numbers: readonly number[], shape: number[]) => ndarray(Float32Array.from(numbers), shape);
const whole = (name: string, ...numbers: number[]) =>
  tensorBytes(name, 'int64', [numbers.length], { 9: bytesOf(BigInt64Array.from(numbers, BigInt)) });

describe('an encoder that starts at a hidden tensor', () => {
  it('may read shapes of the inputs before it, as x.view(x.size(0), -1) does', async () => {
    const model = (batch: number | string) =>
      modelBytes({
        nodes: [
          nodeBytes('Tanh', ['x'], ['h']),
          nodeBytes('Shape', ['x'], ['shape']),
          nodeBytes('Gather', ['shape', 'first'], ['n']),
          nodeBytes('Concat', ['n', 'rest'], ['flat'], { attributes: [attributeBytes('axis', 0)] }),
          nodeBytes('Reshape', ['h', 'flat'], ['f']),
          nodeBytes('MatMul', ['f', 'w'], ['y']),
        ],
        initializers: [whole('first', 0), whole('rest', -1), floatTensor('w', [4, 1], [1, 10, 100, 1000])],
        inputs: [valueBytes('x', [batch, 2, 2])],
        outputs: [valueBytes('y', [batch, 1])],
      });
    for (const batch of ['n', 1, 3]) {
      const encoder = await onnxEncoder(model(batch), { input: 'h' });
      const latents = await encode(encoder, array([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]));
      expect([...latents.data]).toEqual([4321, 8765]);
      encoder.dispose();
    }
  });

  /** Two steps of three samples as six rows. */
  const merged = () =>
    modelBytes({
      nodes: [
        nodeBytes('Reshape', ['x', 'rows'], ['r']),
        nodeBytes('Tanh', ['r'], ['t']),
        nodeBytes('Reshape', ['t', 'steps'], ['y']),
      ],
      initializers: [whole('rows', -1, 1), whole('steps', 3, 2)],
      inputs: [valueBytes('x', [3, 2])],
      outputs: [valueBytes('y', [3, 2])],
    });

  it('refuses a tensor in which the samples of a fixed batch have no axis', async () => {
    await expect(onnxEncoder(merged(), { input: 't', latent: 'flatten' })).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message:
        'onnxEncoder: the tensor "t" [6, 1] must have the 3 samples of the model\'s fixed batch along an axis; name another tensor, or export ' +
        'the model with a batch of 1 or a free batch.',
    });
  });

  it('behind an input that is given has the samples where that input has them', async () => {
    const model = modelBytes({
      nodes: [nodeBytes('Tanh', ['x'], ['h']), nodeBytes('Neg', ['h'], ['y'])],
      inputs: [valueBytes('x', [3, 2])],
      outputs: [valueBytes('y', [3, 2])],
    });
    const encoder = await onnxEncoder(model, { input: 'h', given: { x: 0 } });
    expect([...(await encode(encoder, array([1, 2], [1, 2]))).data]).toEqual([-1, -2]);
    encoder.dispose();
  });
});
