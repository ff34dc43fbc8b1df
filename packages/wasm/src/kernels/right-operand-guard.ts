import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';
import { floats, type KernelCall } from './kernel.js';

/** Runs a matrix product with the stock kernel, such that XNNPACK cannot mistake the right operand for another. */
export type RightOperandGuard = (call: KernelCall, stock: (call: KernelCall) => TensorInfo) => TensorInfo;

/**
 * tfjs-backend-wasm 4.22 caches the packed right operand of a matrix product only by its data id. A reshaped tensor
 * has the same data id, so a product with v as a column after one with v as a row silently returns wrong numbers. The
 * guard records the shape of data when it is first used as a right operand, and passes a copy for every other shape.
 * It does not know about products that were computed before it was registered.
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

/** A copy of a float32 tensor with separate data. */
export function copyOf(backend: BackendWasm, tensor: TensorInfo): TensorInfo {
  const copy = backend.makeOutput(tensor.shape, 'float32');
  floats(backend, copy).set(floats(backend, tensor));
  return copy;
}
