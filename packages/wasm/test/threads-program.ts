// enable-threads.test.ts runs this in its own process. It prints its results as JSON, and must exit without being
// stopped.

import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { enableThreads } from '../src/index.js';

const errorOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

await enableThreads(3);
const set = await tf.setBackend('wasm');
const multiply = async (): Promise<number[]> => {
  const a = tf.randomUniform([300, 200], -1, 1, 'float32', 1) as tf.Tensor2D;
  const b = tf.randomUniform([200, 100], -1, 1, 'float32', 2) as tf.Tensor2D;
  const product = tf.tidy(() => tf.sum(tf.abs(tf.matMul(a, b)), 1));
  const values = [...(await product.data())];
  tf.dispose([a, b, product]);
  return values;
};
const threaded = await multiply();
const threads = getThreadsCount();
const again = await errorOf(enableThreads(2));
const factory = tf.findBackendFactory('wasm');
tf.removeBackend('wasm');
const removed = await errorOf(enableThreads(2));
tf.registerBackend('wasm', factory);
await tf.setBackend('wasm');
const secondInstance = { threads: getThreadsCount(), values: await multiply() };
tf.removeBackend('wasm');
tf.registerBackend('wasm', factory);
await enableThreads(1);
await tf.setBackend('wasm');
const single = { threads: getThreadsCount(), values: await multiply() };
console.log(
  JSON.stringify({
    set,
    threaded,
    threads,
    again,
    removed,
    secondInstance,
    single,
    worker: typeof globalThis.Worker,
  }),
);
