import { keep, type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Tensors that an encoder makes and owns. They outlive an enclosing `tf.tidy`. */
export interface OwnedTensors {
  add(
    values: Float32Array | Int32Array,
    shape: readonly number[],
    type?: 'float32' | 'int32' | 'bool',
  ): Tensor;
  /** The number of tensors. */
  readonly count: number;
  dispose(): void;
}

export function ownedTensors(): OwnedTensors {
  const all: Tensor[] = [];
  return {
    add(values, shape, type = 'float32') {
      const own = keep(tensor(values, [...shape], type));
      all.push(own);
      return own;
    },
    get count() {
      return all.length;
    },
    dispose() {
      for (const each of all) each.dispose();
    },
  };
}
