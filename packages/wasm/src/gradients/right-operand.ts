import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';
import { floats, type KernelCall } from '../kernels/kernel.js';

/** Runs a matrix product by the stock kernel, with a right operand that XNNPACK cannot mistake for another. */
export type RightOperandGuard = (call: KernelCall, stock: (call: KernelCall) => TensorInfo) => TensorInfo;

/**
 * tfjs-backend-wasm 4.22 keeps the packed right operand of a matrix product under its data id alone. A reshaped
 * tensor shares its data id, so that a product with v as a column after one with v as a row silently returns wrong
 * numbers. The guard remembers the shape in which data was first a right operand and passes on a copy for any other.
 * It knows the products that went through it, not those from before it was registered.
 */
export function createRightOperandGuard(): RightOperandGuard {
  const firstShape = new WeakMap<DataId, string>();
  return (call, stock) => {
    const b = call.inputs.b as TensorInfo;
    const shape = b.shape.slice(-2).join();
    const known = firstShape.get(b.dataId);
    if (known === undefined) firstShape.set(b.dataId, shape);
    if (known === undefined || known === shape) return stock(call);
    const copy = copyOf(call.backend, b);
    try {
      return stock({ ...call, inputs: { ...call.inputs, b: copy } });
    } finally {
      call.backend.disposeData(copy.dataId);
    }
  };
}

/** A float32 tensor with data of its own. */
export function copyOf(backend: BackendWasm, tensor: TensorInfo): TensorInfo {
  const copy = backend.makeOutput(tensor.shape, 'float32');
  floats(backend, copy).set(floats(backend, tensor));
  return copy;
}
