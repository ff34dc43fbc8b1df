import type { Upsampling } from '@csm/core/extend';
import { mul, scalar } from '../kernels/elementwise.js';
import { IMAGE_ORDER } from '../kernels/image-orders.js';
import type { WriteDerivative } from './write-derivative.js';

/** For nearest-neighbour upsampling: the sum of the copies' cotangents, computed as average pooling times their number. */
export const upsampling: WriteDerivative<Upsampling> = (
  emitter,
  { size, interpolation },
  { inputs: [x] },
  cotangent,
) => {
  if (x === undefined || interpolation !== 'nearest') return undefined;
  const average = emitter.add(
    'AveragePool',
    [emitter.ordered(cotangent, IMAGE_ORDER)],
    { type: 'float32', shape: x.shape, order: IMAGE_ORDER },
    { kernel_shape: size, strides: size },
  );
  return [mul(emitter, average, scalar(emitter, size[0] * size[1]))];
};
