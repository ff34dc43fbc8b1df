import { size } from '@csm/base';
import { type Tensor as TfjsTensor, tensor } from '@tensorflow/tfjs-core';
import type { Tensor, TypedTensor } from 'onnxruntime-common';
import type { OnnxRuntime } from './peer.js';

/** Numbers as a tensor of ONNX Runtime. */
export function runtimeTensor(
  { Tensor: Made }: OnnxRuntime,
  numbers: Float32Array,
  shape: readonly number[],
): TypedTensor<'float32'> {
  return new Made('float32', numbers, [...shape]);
}

/** A tensor of ONNX Runtime, on the current backend of TensorFlow.js; the caller must dispose it. */
export function tfjsTensor(from: Tensor, shape: readonly number[]): TfjsTensor {
  return tensor(from.data as Float32Array, [...shape]);
}

/** Tensors whose rows are repeated: all of them, several times over. */
export interface RepeatedTensors {
  of(tensor: Tensor, times: number): Tensor;
  clear(): void;
}

/** Keeps the tensors that it made until they are repeated another number of times, because passes for many cotangents take the same ones. */
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

/** Rows `start` to `start + rows` of some numbers, repeated for a batch. */
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
