import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
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

const whole = (name: string, ...numbers: number[]) =>
  tensorBytes(name, 'int64', [numbers.length], { 9: bytesOf(BigInt64Array.from(numbers, BigInt)) });
const kernel = floatTensor('w', [1, 1, 2, 2], [1, 2, 3, 4]);

/** One node that reads `x`, [n, 1, 2, 2]. */
const made = (op: string, inputs: string[], initializers: Uint8Array[], attributes: Uint8Array[] = []) =>
  onnxEncoder(
    modelBytes({
      nodes: [nodeBytes(op, ['x', ...inputs], ['y'], { name: 'node', attributes })],
      initializers,
      inputs: [valueBytes('x', ['n', 1, 2, 2])],
      outputs: [valueBytes('y', ['n', 1, 2, 2])],
    }),
    { latent: 'flatten' },
  );

describe.each(BACKENDS)('a node whose output no memory holds, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each<[string, string[], Uint8Array[], Uint8Array[]]>([
    ['Expand', ['s'], [whole('s', 1, 2 ** 40, 2, 2)], []],
    ['Tile', ['s'], [whole('s', 1, 1, 1, 2 ** 40)], []],
    ['Pad', ['s'], [whole('s', 0, 0, 0, 0, 0, 0, 0, 2 ** 40)], []],
    // Its tables of positions alone would be a terabyte.
    ['Resize', ['', 's'], [floatTensor('s', [4], [1, 1, 1e7, 1e12])], []],
    ['Conv', ['w'], [kernel], [attributeBytes('pads', [2 ** 40, 0, 0, 0])]],
    ['ConvTranspose', ['w'], [kernel], [attributeBytes('strides', [2 ** 40, 1])]],
  ])('is refused before it is allocated: %s', async (op, inputs, initializers, attributes) => {
    const { numTensors } = memory();
    await expect(made(op, inputs, initializers, attributes)).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message: expect.stringMatching(
        new RegExp(
          `${op} \\(node "node"\\): expected a result of at most 268435456 numbers; its shape is \\[`,
        ),
      ),
    });
    expect(memory().numTensors).toBe(numTensors);
  });
});

it.each(['Conv', 'ConvTranspose'])('%s with another kernel than it states is refused', async (op) => {
  await useBackend('cpu');
  await expect(made(op, ['w'], [kernel], [attributeBytes('kernel_shape', [1, 1])])).rejects.toThrow(
    `${op} (node "node"): expected a kernel of the kernel_shape [1,1]; got [1,1,2,2]`,
  );
});

it('ConvTranspose without a step is refused', async () => {
  await useBackend('cpu');
  await expect(made('ConvTranspose', ['w'], [kernel], [attributeBytes('strides', [0, 1])])).rejects.toThrow(
    'ConvTranspose (node "node"): expected 2 positive numbers as strides and dilations; got [0,1] and [1,1]',
  );
});
