import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** The inputs of a kernel, by their names in TensorFlow.js; those of a list are named `0`, `1`, …. */
export type KernelInputs = Readonly<Record<string, Value>>;

/** Writes a kernel of TensorFlow.js as nodes of an ONNX model. The `attributes` are those of TensorFlow.js. */
export type Kernel = (
  emitter: Emitter,
  inputs: KernelInputs,
  // biome-ignore lint/suspicious/noExplicitAny: each kernel has attributes of its own, whose types tfjs-core does not connect with names.
  attributes: any,
) => Value | Value[];

export type Kernels = Readonly<Record<string, Kernel>>;

/** An axis counted from the start; a negative one counts from the end. */
export const positive = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** An input that every call of the kernel has. */
export function given(inputs: KernelInputs, name: string): Value {
  return inputs[name] as Value;
}
