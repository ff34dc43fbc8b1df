import { checkNdarray, contiguous, invalidArgument } from '@csm/base';
import { Tensor, tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/** A batch of inputs: an ndarray or a tensor of shape `[n, ...inputShape]`. */
export type Inputs = NdArray | Tensor;

/** Checked inputs on the host, ready to be cut into batches. */
export interface CheckedInputs {
  readonly count: number;
  readonly sampleSize: number;
  /** `[n, ...inputShape]`, row-major. */
  readonly values: Float32Array;
}

/**
 * Reads inputs to the host and checks that they are a non-empty batch of the encoder's input shape with finite
 * numbers.
 * @param caller name of the function; errors begin with it.
 * @category Write an explainer
 */
export async function checkInputs(
  caller: string,
  inputs: Inputs,
  inputShape: readonly number[],
): Promise<CheckedInputs> {
  if (inputs instanceof Tensor && inputs.isDisposed) {
    throw invalidArgument(`${caller}: the inputs are a tensor that was disposed.`);
  }
  if (!(inputs instanceof Tensor)) checkNdarray(`${caller}, inputs`, inputs);
  const shape: readonly number[] = inputs.shape;
  if (`${shape.slice(1)}` !== `${inputShape}`) {
    const hint = `${shape}` === `${inputShape}` ? '; add a batch axis: [1, …]' : '';
    throw invalidArgument(`${caller}: expected inputs of shape [n,${inputShape}]; got [${shape}]${hint}.`);
  }
  const [count = 0] = shape;
  if (count === 0) {
    throw invalidArgument(`${caller}: expected at least one input; got no inputs (shape [${shape}]).`);
  }
  const values = inputs instanceof Tensor ? Float32Array.from(await inputs.data()) : contiguous(inputs);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  const sampleSize = values.length / count;
  if (bad === -1) return { count, sampleSize, values };
  throw invalidArgument(
    `${caller}: inputs must be finite numbers; sample ${Math.floor(bad / sampleSize)} holds ${values[bad]}.`,
  );
}

/** Samples `start` to `start + size` as a tensor that the caller must dispose. */
export function batchTensor(
  inputs: CheckedInputs,
  start: number,
  size: number,
  inputShape: readonly number[],
): Tensor {
  const { values, sampleSize } = inputs;
  // A copy, because the cpu backend would keep the caller's own array.
  return tensor(values.slice(start * sampleSize, (start + size) * sampleSize), [size, ...inputShape]);
}
