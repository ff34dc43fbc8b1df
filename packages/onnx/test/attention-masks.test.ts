import { memory } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import type { Constant, OnnxNode } from '../src/model/onnx-model.js';
import { isConstant } from '../src/read/value.js';
import { graphOfNodes, modelOfNodes, runNodes } from './graph-of-nodes.js';

afterAll(() => useBackend('cpu'));

const [NONE, LOWEST] = [Number.NEGATIVE_INFINITY, -3.4028234663852886e38];
const shape = [1, 1, 2, 2];
const query = { shape, data: [1, 2, -1, 3] };

/** The output of an attention with keys [1, 0], [0, 2], values 1, 2 and 3, 4, and a mask [queries, keys] of numbers. */
async function attended(mask: readonly number[]): Promise<number[]> {
  const constants = new Map<string, Constant>([
    ['k', { type: 'float32', shape, data: Float32Array.of(1, 0, 0, 2) }],
    ['v', { type: 'float32', shape, data: Float32Array.of(1, 2, 3, 4) }],
    ['mask', { type: 'float32', shape: [2, 2], data: Float32Array.from(mask) }],
  ]);
  const node: OnnxNode = {
    name: 'attention',
    op: 'Attention',
    domain: '',
    inputs: ['q', 'k', 'v', 'mask'],
    outputs: ['y'],
    attributes: new Map(),
  };
  const graph = await graphOfNodes(
    modelOfNodes([node], constants, 23),
    new Map([['q', { shape, type: 'float32' }]]),
    ['y'],
  );
  const y = graph.outputs.get('y');
  if (y === undefined || isConstant(y)) throw new Error('no output');
  const { values, gradients } = runNodes(graph, [[query]], y.id, [1, 2, 3, 4]);
  for (const weight of graph.builder.weights) weight.dispose();
  expect(gradients.flat().every(Number.isFinite)).toBe(true);
  return values;
}

describe.each(BACKENDS)('an attention whose mask is a constant, on %s', (backend) => {
  it('gives zeros for a query that may attend to no key, as the standard says', async () => {
    await useBackend(backend);
    const { numTensors } = memory();
    const values = await attended([NONE, 0, NONE, NONE]);
    expect(values).toEqual([3, 4, 0, 0]);
    expect(memory().numTensors).toBe(numTensors);
  });

  it('takes the lowest number as a mask where another key is attended to', async () => {
    await useBackend(backend);
    expect(await attended([LOWEST, 0, 0, NONE])).toEqual([3, 4, 1, 2]);
  });

  it('refuses the lowest number for all keys: float32 then makes the scores equal', async () => {
    await useBackend(backend);
    await expect(attended([0, 0, LOWEST, LOWEST])).rejects.toThrow(
      /its mask adds such low numbers to all scores/,
    );
    await expect(attended([0, 0, NONE, LOWEST])).rejects.toThrow(
      /its mask adds such low numbers to all scores/,
    );
  });
});
