import type { Operation, Weight } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { permuted } from '../../strided.js';
import { addOnImages, imagesOf, ofImage } from './images.js';
import { windowsOf } from './windows.js';

/** Conv: kernel `[out, in / groups, …places]`. With as many groups as channels it is depthwise. */
export const conv: OperatorReader = (at) => {
  const images = imagesOf(at);
  const { channels, places } = images;
  const kernel = kernelOf(at, places.length);
  const [filters = 1, own = 1, ...size] = kernel.shape;
  const groups = at.number('group', 1);
  if (own * groups !== channels || filters % groups !== 0) {
    throw at.refuse(
      `expected a kernel [filters, ${channels / groups}, …] for ${channels} channels in ${groups} groups; got [${kernel.shape}].`,
    );
  }
  const windows = windowsOf(at, places, at.numbers('kernel_shape') ?? size);
  const bias = biasOf(at, filters);
  const [rows, columns] = ofImage<readonly [number, number]>(windows.pads, [0, 0]);
  const isPadded = [...rows, ...columns].some((cells) => cells > 0);
  const dilations = ofImage(windows.dilations, 1);
  const common = {
    strides: ofImage(windows.strides, 1),
    padding: isPadded ? ([rows, columns] as const) : ('valid' as const),
    ...(dilations.some((distance) => distance > 1) && { dilations }),
    ...(bias && { bias }),
  };
  const isDepthwise = groups === channels && channels > 1;
  const operation: Operation = isDepthwise
    ? { kind: 'depthwiseConvolution', ...common, kernel: depthwiseKernel(at, kernel, channels) }
    : { kind: 'convolution', ...common, ...(groups > 1 && { groups }), kernel: ordinaryKernel(at, kernel) };
  return addOnImages(at, images, operation, windows.output, filters);
};

/** The kernel of a convolution, which must be a constant. */
export function kernelOf(at: Reading, places: number): Constant {
  const kernel = at.constant(1);
  if (kernel?.shape.length === places + 2) return kernel;
  throw at.refuse(`expected a kernel with ${places + 2} axes; got [${kernel?.shape ?? ''}].`);
}

/** The bias: one number per filter. */
export function biasOf(at: Reading, filters: number): Weight | undefined {
  const bias = at.constant(2);
  if (bias === undefined) return undefined;
  if (bias.data.length === filters) return at.weight(bias.data, [filters]);
  throw at.refuse(`expected a bias of ${filters} numbers; got [${bias.shape}].`);
}

/** Kernel `[height, width, in / groups, out]`. */
function ordinaryKernel(at: Reading, { shape, data }: Constant): Weight {
  const [filters = 1, own = 1, ...size] = shape;
  const image = [filters, own, ...ofImage(size, 1)];
  return at.weight(permuted(data, image, [2, 3, 1, 0]), [...ofImage(size, 1), own, filters]);
}

/** Kernel `[height, width, channels, multiplier]`. */
function depthwiseKernel(at: Reading, { shape, data }: Constant, channels: number): Weight {
  const [filters = 1, , ...size] = shape;
  const multiplier = filters / channels;
  const image = [channels, multiplier, ...ofImage(size, 1)];
  return at.weight(permuted(data, image, [2, 3, 0, 1]), [...ofImage(size, 1), channels, multiplier]);
}
