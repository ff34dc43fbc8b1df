import type { DataId, KernelBackend } from '@tensorflow/tfjs-core';

/**
 * Follows which tensors a backend holds.
 *
 * @returns a function that reads them all, after which the backend has their values at hand. TensorFlow.js moves a tensor to another backend
 *   by reading it synchronously; on WebGPU such a read goes through a canvas and returned zeros in Chromium.
 */
export function followTensors(backend: KernelBackend): () => Promise<void> {
  const held = new Set<DataId>();
  const { write, move, disposeData } = backend;
  backend.write = function (...data) {
    const id = write.apply(this, data);
    held.add(id);
    return id;
  };
  backend.move = function (...data) {
    move.apply(this, data);
    held.add(data[0]);
  };
  backend.disposeData = function (id, force) {
    const isDisposed = disposeData.call(this, id, force);
    if (isDisposed) held.delete(id);
    return isDisposed;
  };
  return async () => {
    for (const id of held) if (backend.refCount(id) > 0) await backend.read(id);
  };
}
