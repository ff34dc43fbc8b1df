import { type Tensor2D, topk } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { assembleGraph } from '../src/write/assemble.js';
import { emitter } from '../src/write/emitter.js';
import { record } from '../src/write/recorder.js';
import { BATCH } from '../src/write/value.js';
import { modelOfGraph } from './model-of-graph.js';

/** A model that returns the k largest values of each row, in any order. */
async function selection(count: number, k: number) {
  const own = emitter();
  const { rows, found } = record(own, ({ tensorFor, valueFor }) => {
    const rows = own.input('rows', { type: 'float32', shape: [BATCH, count] });
    const { values, indices } = topk(tensorFor(rows) as Tensor2D, k, false);
    return { rows, found: [valueFor(values), valueFor(indices)] as const };
  });
  const graph = assembleGraph(
    own,
    'selection',
    [{ name: 'rows', value: rows }],
    [
      { name: 'values', value: found[0] },
      { name: 'indices', value: found[1] },
    ],
  );
  const bytes = modelOfGraph(graph);
  return {
    operators: graph.nodes.map(({ op }) => op),
    session: await InferenceSession.create(bytes, { intraOpNumThreads: 1 }),
  };
}

// Rows of 400 values use blocks up to k = 40; larger k, and rows of 401 values, use one selection.
it.each([
  [400, 1, true],
  [400, 40, true],
  [400, 41, false],
  [401, 20, false],
  [8, 8, false],
])('of %d numbers, the %d largest and where they are; by blocks: %s', async (count, k, byBlocks) => {
  const { operators, session } = await selection(count, k);
  expect(operators.includes('GatherElements')).toBe(byBlocks);
  // Few distinct values, so that many are equal.
  const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.float({ noNaN: true }));
  const rows = fc.array(fc.array(value, { minLength: count, maxLength: count }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(rows, async (lists) => {
      const numbers = Float32Array.from(lists.flat());
      const found = await session.run({ rows: new Tensor('float32', numbers, [lists.length, count]) });
      const [values, indices] = [found.values?.data, found.indices?.data] as [Float32Array, Int32Array];
      lists.forEach((_, row) => {
        const own = numbers.subarray(row * count, (row + 1) * count);
        const selected = values.subarray(row * k, (row + 1) * k);
        const places = indices.subarray(row * k, (row + 1) * k);
        expect(selected.slice().sort().reverse()).toEqual(own.slice().sort().reverse().subarray(0, k));
        expect(new Set(places).size).toBe(k);
        expect(Array.from(places, (place) => own[place])).toEqual(Array.from(selected));
      });
    }),
    { numRuns: 60, seed: 1 },
  );
  await session.release();
});
