import { invalidArgument, unsupportedModel } from '@csm/base';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** XNNPACK's f32 kernels compute output channels, and pack weights, in blocks of eight. */
export const CHANNEL_BLOCK = 8;

/** The arguments with which tfjs calls a kernel; inputs and attributes have the names of the kernel's operation. */
export interface KernelCall {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: BackendWasm;
}

/** A kernel of this package. */
export interface Kernel {
  run(call: KernelCall): TensorInfo;
  /**
   * Frees the tensors that the kernel keeps between calls, on one backend or on all. Absent if the kernel keeps
   * nothing.
   */
  release?(backend?: BackendWasm): void;
}

/** Makes a kernel; `stock` runs the kernel that it replaces. */
export type CreateKernel = (stock: (call: KernelCall) => TensorInfo) => Kernel;

/** Runs a kernel that is registered for wasm outside tfjs' engine: nothing is recorded or tracked. */
export function runKernel(
  backend: BackendWasm,
  name: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap = {},
): TensorInfo {
  const kernel = getKernel(name, 'wasm');
  if (kernel === undefined) throw notRegistered('@csm/wasm', name);
  return kernel.kernelFunc({ inputs, attrs, backend }) as TensorInfo;
}

/** Marks a tensor as temporary and returns it; {@link withTemporaries} disposes it when it ends. */
export type Keep = (temporary: TensorInfo) => TensorInfo;

/** Runs `body` and disposes everything that it marked as temporary, even if it throws. */
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

/**
 * A view of a float32 tensor's memory. Any allocation on the backend may move the heap, so get a new view after
 * each allocation.
 */
export function floats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** @throws unless every tensor is float32: the wasm kernels read the raw bytes. */
export function checkFloat32(kernelName: string, inputs: Readonly<Record<string, TensorInfo>>): void {
  for (const [name, tensor] of Object.entries(inputs)) {
    if (tensor.dtype !== 'float32') {
      throw invalidArgument(
        `${kernelName}: ${name} must have dtype float32; got ${tensor.dtype}; use tf.cast(${name}, 'float32').`,
      );
    }
  }
}

/** @throws unless `dy` has the shape of the forward convolution's output. */
export function checkOutputShape(kernelName: string, dy: TensorInfo, outShape: readonly number[]): void {
  if (dy.shape.join() === outShape.join()) return;
  throw invalidArgument(
    `${kernelName}: dy must have shape [${outShape.join(', ')}], which follows from the input's shape, the strides and the ` +
      `padding; got [${dy.shape.join(', ')}].`,
  );
}

/** The error for a stock kernel that is missing. */
export function notRegistered(caller: string, name: string): Error {
  return unsupportedModel(
    `${caller}: the kernel ${name} is not registered for wasm; import '@tensorflow/tfjs-backend-wasm'.`,
  );
}
