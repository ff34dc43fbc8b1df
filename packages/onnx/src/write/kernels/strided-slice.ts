import { slice_util } from '@tensorflow/tfjs-core';
import { given, type Kernels } from './kernel.js';
import { sliced } from './movement.js';

export const STRIDED_SLICE: Kernels = {
  StridedSlice: (emitter, inputs, how) => {
    const x = given(inputs, 'x');
    const { begin, end, strides, finalShape } = slice_util.sliceInfo(
      [...x.shape],
      how.begin,
      how.end,
      how.strides,
      how.beginMask,
      how.endMask,
      how.ellipsisMask,
      how.newAxisMask,
      how.shrinkAxisMask,
    );
    const lengths = slice_util.computeOutShape(begin, end, strides);
    return emitter.reshaped(sliced(emitter, x, begin, lengths, strides), finalShape);
  },
};
