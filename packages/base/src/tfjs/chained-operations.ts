import * as tf from '@tensorflow/tfjs-core';

type Operation = (x: tf.Tensor, ...rest: never[]) => tf.Tensor;

/**
 * The chained operations (`x.sub(y)`) that tfjs-layers 4.22 calls: in the initializer `Orthogonal` (the default of recurrent
 * layers), the metric `r2Score`, EinsumDense, MultiHeadAttention and the layers of transformers.
 */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  add: tf.add,
  broadcastTo: tf.broadcastTo,
  cast: tf.cast,
  div: tf.div,
  expandDims: tf.expandDims,
  flatten: (x) => tf.reshape(x, [x.size]),
  gather: tf.gather,
  greaterEqual: tf.greaterEqual,
  logicalAnd: tf.logicalAnd,
  mean: tf.mean,
  minimum: tf.minimum,
  mul: tf.mul,
  pad: tf.pad,
  reshape: tf.reshape,
  sign: tf.sign,
  slice: tf.slice,
  square: tf.square,
  squeeze: tf.squeeze,
  stridedSlice: tf.stridedSlice,
  sub: tf.sub,
  sum: tf.sum,
  transpose: tf.transpose,
};

/**
 * Adds the methods to tensors that tfjs-layers needs. The package `@tensorflow/tfjs` adds them, `@tensorflow/tfjs-core` alone
 * does not: without them, an LSTM fails with "rMat.flatten is not a function". Existing methods are not replaced.
 */
export function registerChainedOperations(): void {
  for (const [name, operation] of Object.entries(OPERATIONS)) {
    if (name in tf.Tensor.prototype) continue;
    Object.defineProperty(tf.Tensor.prototype, name, {
      configurable: true,
      writable: true,
      value(this: tf.Tensor, ...rest: never[]) {
        return operation(this, ...rest);
      },
    });
  }
}
