import { memory, tensor2d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { attributeBytes, floatTensor, modelBytes, nodeBytes, valueBytes } from '../test/onnx-bytes.js';
import { onnxDecoder } from './onnx-decoder.js';

beforeAll(() => useBackend('cpu'));

/** x = [z, c] W, and −x. */
const conditional = (batch: number | string) =>
  modelBytes({
    nodes: [
      nodeBytes('Concat', ['z', 'c'], ['zc'], { attributes: [attributeBytes('axis', 1)] }),
      nodeBytes('MatMul', ['zc', 'w'], ['x']),
      nodeBytes('Neg', ['x'], ['negative']),
      nodeBytes('Neg', ['c'], ['constant']),
    ],
    inputs: [valueBytes('z', [batch, 2]), valueBytes('c', [batch, 1])],
    outputs: [
      valueBytes('x', [batch, 2]),
      valueBytes('negative', [batch, 2]),
      valueBytes('constant', [batch, 1]),
    ],
    initializers: [floatTensor('w', [3, 2], [1, 2, 3, 4, 10, 100])],
  });

describe('onnxDecoder', () => {
  it.each(['n', 1, 3])('decodes with what is given, whatever the batch of the model: %s', async (batch) => {
    const { numTensors } = memory();
    for (const c of [2, ndarray(Float32Array.of(2), [1])]) {
      const decoder = await onnxDecoder(conditional(batch), { output: 'x', given: { c } });
      const latents = tensor2d([
        [1, 0],
        [0, 1],
      ]);
      const decoded = await decoder.decode(latents);
      expect(decoded.arraySync()).toEqual([
        [21, 202],
        [23, 204],
      ]);
      decoded.dispose();
      decoder.dispose();
      decoder.dispose();
      expect(() => decoder.decode(latents)).toThrow('disposed');
      latents.dispose();
    }
    expect(memory().numTensors).toBe(numTensors);
  });

  it.each<[string, object, string]>([
    ['an unnamed output', { given: { c: 1 } }, 'it has "x", "negative", "constant"; name one'],
    ['another output', { output: 'y' }, 'the model has no tensor "y"'],
    ['an output that is no name', { output: 3 }, 'output must be the name of an output; got 3.'],
    ['an input that is not given', { output: 'x' }, 'the output depends on "z", "c"; pass the others as'],
    [
      'latents that are given',
      { output: 'x', given: { c: 1, z: 0 } },
      'the output depends on none; name an output',
    ],
    [
      'an output without latents',
      { output: 'constant', given: { c: 1 } },
      'the output depends on none; name an output',
    ],
    [
      'a value per sample',
      { output: 'x', given: { c: ndarray(new Float32Array(3), [3, 1]) } },
      'given "c" must have the shape of one sample, because it is the same for all; got [3,1].',
    ],
    ['a list as given', { output: 'x', given: [1] }, "given must be values by the inputs' names"],
    [
      'a text as given',
      { output: 'x', given: { c: 'a' } },
      'given "c" must be a finite number or an ndarray',
    ],
    ['a text as inputShape', { output: 'x', given: { c: 1 }, inputShape: 'a' }, 'inputShape must be'],
  ])('refuses %s', async (_title, options, message) => {
    const { numTensors } = memory();
    await expect(onnxDecoder(conditional('n'), options)).rejects.toThrow(message);
    expect(memory().numTensors).toBe(numTensors);
  });

  it('refuses latents that are codes, without naming options that it does not have', async () => {
    const codes = modelBytes({
      nodes: [nodeBytes('Gather', ['table', 'codes'], ['x'])],
      inputs: [valueBytes('codes', ['n', 4], 'int64')],
      outputs: [valueBytes('x', ['n', 4, 2])],
      initializers: [floatTensor('table', [3, 2], [1, 2, 3, 4, 5, 6])],
    });
    const { numTensors } = memory();
    await expect(onnxDecoder(codes)).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message:
        'onnxDecoder: expected latents that are floats; the input "codes" holds whole numbers or truth values (int64); export the decoder ' +
        'from the tensor behind them on, such as the embedding of codes.',
    });
    expect(memory().numTensors).toBe(numTensors);
  });
});
