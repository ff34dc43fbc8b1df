// Nothing here may import tfjs-layers, which registers tfjs' gradients.
import '@tensorflow/tfjs-backend-cpu';
import { encode, explain, latentDimension } from '@csm/core';
import { gradient } from '@csm/explainers';
import { getGradient, setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { onnxEncoder } from '../src/onnx-encoder.js';
import { attributeBytes, floatTensor, modelBytes, nodeBytes, valueBytes } from './onnx-bytes.js';

const weights = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.sin(3 * i + seed));

// [2, 3] as a sequence of two steps of one sample, through every kind of recurrent layer, and an einsum of it with itself.
const model = modelBytes({
  inputs: [valueBytes('x', ['n', 2, 3])],
  initializers: [
    floatTensor('w4', [1, 12, 3], weights(36, 1)),
    floatTensor('r4', [1, 12, 3], weights(36, 2)),
    floatTensor('w3', [1, 9, 3], weights(27, 3)),
    floatTensor('r3', [1, 9, 3], weights(27, 4)),
    floatTensor('w1', [1, 3, 3], weights(9, 5)),
    floatTensor('r1', [1, 3, 3], weights(9, 6)),
  ],
  nodes: [
    nodeBytes('Sigmoid', ['x'], ['s']),
    nodeBytes('Transpose', ['s'], ['t'], { attributes: [attributeBytes('perm', [1, 0, 2])] }),
    nodeBytes('LSTM', ['t', 'w4', 'r4'], ['', 'lstm'], { attributes: [attributeBytes('hidden_size', 3)] }),
    nodeBytes('GRU', ['t', 'w3', 'r3'], ['', 'gru'], { attributes: [attributeBytes('hidden_size', 3)] }),
    nodeBytes('RNN', ['t', 'w1', 'r1'], ['', 'rnn'], { attributes: [attributeBytes('hidden_size', 3)] }),
    nodeBytes('Einsum', ['lstm', 'gru', 'rnn'], ['y'], {
      attributes: [attributeBytes('equation', 'dni,dnj,dni->nj')],
    }),
  ],
  outputs: [valueBytes('y', ['n', 3])],
});

it('no gradient of tfjs must be registered, as tfjs-core does not do in Node', async () => {
  await setBackend('cpu');
  const encoder = await onnxEncoder(model);
  const at = (data: readonly number[]) => ndarray(Float32Array.from(data), [1, 2, 3]);
  const x = weights(6, 7);
  const { maps } = await explain(encoder, latentDimension(0, 3), at(x), gradient());
  const h = 2 ** -6;
  for (const [i, value] of x.entries()) {
    const moved = async (by: number) =>
      (await encode(encoder, at(x.map((other, k) => (k === i ? value + by : other))))).data[0] ?? Number.NaN;
    // The differences' own error is of the order of h².
    expect(maps.data[i]).toBeCloseTo(((await moved(h)) - (await moved(-h))) / (2 * h), 4);
  }
  expect(getGradient('Sigmoid')).toBeUndefined();
  encoder.dispose();
});
