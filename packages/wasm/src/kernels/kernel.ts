import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** XNNPACK's f32 kernels compute output channels, and pack weights, in blocks of eight. */
export const CHANNEL_BLOCK = 8;

/** The arguments with which tfjs calls a kernel; inputs and attributes are named as in the kernel's op. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: BackendWasm;
}

/** A kernel of this package. */
export interface Kernel {
  run(call: KernelCall): TensorInfo;
  /** Frees what the kernel keeps between calls: on one backend, or on all. Absent where it keeps nothing. */
  release?(backend?: BackendWasm): void;
}

/** Makes a kernel; `stock` runs the kernel that it replaces. */
export type CreateKernel = (stock: (call: KernelCall) => TensorInfo) => Kernel;

/** Runs a kernel that is registered for wasm, outside tfjs' engine: nothing is recorded and nothing is tracked. */
export function runKernel(
  backend: BackendWasm,
  name: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  const kernel = getKernel(name, 'wasm');
  if (kernel === undefined)
    throw new Error(
      `@csm/wasm: the kernel ${name} is not registered for wasm; import '@tensorflow/tfjs-backend-wasm'`,
    );
  return kernel.kernelFunc({ inputs, attrs, backend }) as TensorInfo;
}

/** Marks a tensor as temporary: it is disposed when {@link withTemporaries} ends. Returns the tensor. */
export type Keep = (temporary: TensorInfo) => TensorInfo;

/** Runs `body` and disposes everything that it marked as temporary, also when it throws. */
export function withTemporaries<T>(backend: BackendWasm, body: (temporary: Keep) => T): T {
  const temporaries: TensorInfo[] = [];
  try {
    return body((tensor) => {
      temporaries.push(tensor);
      return tensor;
    });
  } finally {
    for (const tensor of temporaries) backend.disposeData(tensor.dataId);
  }
}

/** A view of a float32 tensor's memory. Any allocation on the backend may move the heap: take it anew afterwards. */
export function floats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** Throws unless every tensor is float32: the wasm kernels read the raw bytes. */
export function assertFloat32(kernelName: string, inputs: Readonly<Record<string, TensorInfo>>): void {
  for (const [name, tensor] of Object.entries(inputs)) {
    if (tensor.dtype !== 'float32') {
      throw new Error(
        `${kernelName}: expected ${name} of dtype float32, got ${tensor.dtype}; use tf.cast(${name}, 'float32')`,
      );
    }
  }
}

/** Throws unless a tensor has the shape that the kernel's attributes imply. */
export function assertShape(
  kernelName: string,
  name: string,
  tensor: TensorInfo,
  shape: readonly number[],
): void {
  if (tensor.shape.join() !== shape.join()) {
    throw new Error(
      `${kernelName}: expected ${name} of shape [${shape}] from the input's shape, strides and padding, got [${tensor.shape}]`,
    );
  }
}
