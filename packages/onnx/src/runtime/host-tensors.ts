import { size } from '@csm/base';
import { type Tensor as TfjsTensor, tensor } from '@tensorflow/tfjs-core';
import type { Tensor, TypedTensor } from 'onnxruntime-common';
import type { OnnxRuntime } from './peer.js';

/** A tensor of ONNX Runtime with these values. */
export function runtimeTensor(
  { Tensor: Made }: OnnxRuntime,
  numbers: Float32Array,
  shape: readonly number[],
): TypedTensor<'float32'> {
  return new Made('float32', numbers, [...shape]);
}

/** Copies a tensor of ONNX Runtime to the current backend of TensorFlow.js; the caller must dispose the copy. */
export function tfjsTensor(from: Tensor, shape: readonly number[]): TfjsTensor {
  return tensor(from.data as Float32Array, [...shape]);
}

/** Makes tensors whose batch is repeated a number of times. */
export interface RepeatedTensors {
  of(tensor: Tensor, times: number): Tensor;
  clear(): void;
}

/** Keeps the repeated tensors until `times` changes, because the passes of many cotangents read the same tensors. */
export function repeatedTensors(runtime: OnnxRuntime): RepeatedTensors {
  const made = new Map<Tensor, Tensor>();
  let madeFor = 1;
  return {
    of(tensor, times) {
      if (times !== madeFor) made.clear();
      madeFor = times;
      if (times === 1) return tensor;
      const known = made.get(tensor) ?? repeated(runtime, tensor, times);
      made.set(tensor, known);
      return known;
    },
    clear: () => made.clear(),
  };
}

function repeated({ Tensor: Made }: OnnxRuntime, from: Tensor, times: number): Tensor {
  const data = from.data as Float32Array;
  const all = new (data.constructor as Float32ArrayConstructor)(data.length * times);
  for (let i = 0; i < times; i++) all.set(data, i * data.length);
  const [batch = 1, ...shape] = from.dims;
  return new Made(from.type as 'float32', all, [batch * times, ...shape]);
}

/** The values of `rows` samples from `start` on, repeated to fill a batch. */
export function rowsFor(
  batch: number,
  numbers: Float32Array,
  shape: readonly number[],
  { start, rows }: { readonly start: number; readonly rows: number },
): Float32Array {
  const width = size(shape);
  const used = numbers.subarray(start * width, (start + rows) * width);
  if (batch === rows) return used;
  const all = new Float32Array(batch * width);
  for (let at = 0; at < all.length; at += used.length) all.set(used, at);
  return all;
}
