import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, randomValues, runOn } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

let cpu: Awaited<ReturnType<typeof backendNamed>>;
let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  cpu = await backendNamed('cpu');
  wasm = await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

describe('Tile', () => {
  const axis = fc.tuple(fc.constantFrom(1, 1, 2, 3), fc.integer({ min: 1, max: 4 }));

  it('equals the cpu backend', () => {
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 4 }), (axes) => {
        const x = randomValues(
          axes.map(([length]) => length),
          5,
        );
        const attrs = { reps: axes.map(([, repeats]) => repeats) };
        expect(runOn('wasm', wasm, 'Tile', { x }, attrs)).toEqual(runOn('cpu', cpu, 'Tile', { x }, attrs));
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it.each(['int32', 'bool'] as const)('keeps the type %s', async (dtype) => {
    const x = tf.tensor([[1, 0, 1]], [1, 3], dtype);
    const tiled = tf.tile(x, [3, 1]);
    expect(tiled.dtype).toBe(dtype);
    expect([...(await tiled.data())]).toEqual([1, 0, 1, 1, 0, 1, 1, 0, 1]);
    tf.dispose([x, tiled]);
  });

  it('returns an empty tensor for no repeats', async () => {
    const x = tf.tensor1d([1, 2]);
    const tiled = tf.tile(x, [0]);
    expect(tiled.shape).toEqual([0]);
    tf.dispose([x, tiled]);
  });
});
