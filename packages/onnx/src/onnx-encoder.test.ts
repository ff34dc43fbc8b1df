import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { attributeBytes, floatTensor, modelBytes, nodeBytes, valueBytes } from '../test/onnx-bytes.js';
import { onnxEncoder } from './onnx-encoder.js';

beforeAll(() => useBackend('cpu'));

describe('the layout of images', () => {
  const flattened = (shape: number[]) =>
    modelBytes({
      nodes: [nodeBytes('Flatten', ['x'], ['flat']), nodeBytes('MatMul', ['flat', 'w'], ['y'])],
      inputs: [valueBytes('x', ['batch', ...shape])],
      outputs: [valueBytes('y', ['batch', 1])],
      initializers: [floatTensor('w', [192, 1], Array<number>(192).fill(1))],
    });
  const transposed = modelBytes({
    nodes: [
      nodeBytes('Transpose', ['x'], ['image'], { attributes: [attributeBytes('perm', [0, 3, 1, 2])] }),
      nodeBytes('Conv', ['image', 'w'], ['map']),
      nodeBytes('GlobalAveragePool', ['map'], ['mean']),
      nodeBytes('Flatten', ['mean'], ['y']),
    ],
    inputs: [valueBytes('x', ['batch', 8, 8, 3])],
    outputs: [valueBytes('y', ['batch', 1])],
    initializers: [floatTensor('w', [1, 3, 1, 1], [1, 2, 3])],
  });

  it.each([
    ['an input that looks like an image of PyTorch', flattened([3, 8, 8]), 'channelsFirst'],
    ['an input that does not', flattened([8, 8, 3]), undefined],
    ['convolutions after a Transpose, as TensorFlow writes', transposed, 'channelsLast'],
  ])('%s', async (_name, bytes, layout) => {
    const encoder = await onnxEncoder(bytes);
    expect(encoder.layout).toBe(layout);
    encoder.dispose();
  });
});
