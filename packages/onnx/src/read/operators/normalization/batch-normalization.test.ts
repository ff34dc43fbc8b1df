import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../../../test/backends.js';
import { floatTensor, modelBytes, nodeBytes, valueBytes } from '../../../../test/onnx-bytes.js';
import { onnxEncoder } from '../../../onnx-encoder.js';

beforeAll(() => useBackend('cpu'));

it.each([
  [13, ['y', 'mean'], true],
  [13, ['y', ''], false],
  [14, ['y', 'mean'], false],
] as const)(
  'in training mode is refused, which more outputs say before opset 14: %s, %o',
  async (opset, outputs, isRefused) => {
    const vectors = ['scale', 'bias', 'mu', 'variance'];
    const made = onnxEncoder(
      modelBytes({
        opset,
        nodes: [nodeBytes('BatchNormalization', ['x', ...vectors], outputs, { name: 'norm' })],
        initializers: vectors.map((name) => floatTensor(name, [2], [1, 2])),
        inputs: [valueBytes('x', ['n', 2])],
        outputs: [valueBytes('y', ['n', 2])],
      }),
    );
    if (isRefused) {
      await expect(made).rejects.toThrow(
        'BatchNormalization (node "norm"): it normalises with the mean and variance of the batch (training mode)',
      );
    } else (await made).dispose();
  },
);
