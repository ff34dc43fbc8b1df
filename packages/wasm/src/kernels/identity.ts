import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { CreateKernel } from './kernel.js';

/**
 * Identity without a copy. tfjs clones every tensor that a gradient will need. The stock kernel copies the data; here, as in the
 * cpu and webgl backends, the clone shares the data and its reference count goes up by one.
 */
export const identity: CreateKernel = (stock) => ({
  run(call) {
    const x = call.inputs.x as TensorInfo;
    if (x.dtype === 'string') return stock(call);
    call.backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  },
});
