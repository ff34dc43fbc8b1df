import type { Emitter } from '../emitter.js';
import type { Value } from '../value.js';

/** The inputs of a kernel by TensorFlow.js' names; a list has the names `0`, `1`, …. */
export type KernelInputs = Readonly<Record<string, Value>>;

/** What a kernel of TensorFlow.js computes, as nodes of an ONNX model. `attributes` are TensorFlow.js' own. */
export type Kernel = (
  emitter: Emitter,
  inputs: KernelInputs,
  // biome-ignore lint/suspicious/noExplicitAny: each kernel has attributes of its own, whose types tfjs-core does not connect with names.
  attributes: any,
) => Value | Value[];

export type Kernels = Readonly<Record<string, Kernel>>;

/** An input that every call of the kernel has. */
export function given(inputs: KernelInputs, name: string): Value {
  return inputs[name] as Value;
}
