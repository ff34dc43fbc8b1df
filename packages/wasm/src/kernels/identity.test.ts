import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  wasm = await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

describe('Identity', () => {
  it('shares the data and outlives the original', async () => {
    const ids = wasm.numDataIds();
    const before = tf.memory();
    const x = tf.tensor1d([1, 2, 3]);
    const clone = tf.clone(x);
    expect(wasm.numDataIds()).toBe(ids + 1);
    x.dispose();
    expect([...(await clone.data())]).toEqual([1, 2, 3]);
    clone.dispose();
    expect(wasm.numDataIds()).toBe(ids);
    expect(tf.memory()).toEqual(before);
  });

  it('keeps its value when the variable is assigned a new one', async () => {
    const variable = tf.variable(tf.tensor1d([1]));
    const clone = tf.clone(variable);
    variable.assign(tf.tensor1d([2]));
    expect([...(await clone.data())]).toEqual([1]);
    tf.dispose([variable, clone]);
  });

  it('copies strings', async () => {
    const clone = tf.clone(tf.tensor1d(['a', 'b']));
    expect(await clone.data()).toEqual(['a', 'b']);
  });
});
