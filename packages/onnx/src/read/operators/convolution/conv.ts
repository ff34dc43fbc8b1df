import type { Operation, Weight } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import type { Reading } from '../../reading.js';
import { permuted } from '../../strided.js';
import type { Value } from '../../value.js';
import { addOnImages, imagesOf, ofImage, ofKernel, ofVolume } from './images.js';
import { paddedInput } from './padded-input.js';
import { windowsOf } from './windows.js';

/** Conv: kernel `[out, in / groups, …places]`. With as many groups as channels it is depthwise. */
export const conv = (at: Reading): Value => {
  const { value, zeros } = paddedInput(at, at.value(0));
  const images = imagesOf(at, value);
  const { channels, places } = images;
  const kernel = kernelOf(at, places.length);
  const [filters = 1, own = 1, ...size] = kernel.shape;
  const groups = at.number('group', 1);
  if (own * groups !== channels || filters % groups !== 0) {
    throw at.refuse(
      `expected a kernel [filters, ${channels / groups}, …] for ${channels} channels in ${groups} groups; got [${kernel.shape}].`,
    );
  }
  const padded = places.map((length, i) => length + sum(zeros[i]));
  const windows = windowsOf(at, padded, size);
  const pads = windows.pads.map(([before, after], i): readonly [number, number] => {
    const [more = 0, beyond = 0] = zeros[i] ?? [];
    return [before + more, after + beyond];
  });
  const isPaddedBefore = zeros.some((cells) => sum(cells) > 0);
  const bias = biasOf(at, filters);
  const grouped = { ...(groups > 1 && { groups }), ...(bias && { bias }) };
  const add = (operation: Operation) => addOnImages(at, images, operation, windows.output, filters);
  if (places.length === 3) {
    return add({
      kind: 'convolution3d',
      strides: ofVolume(windows.strides),
      padding: ofVolume(pads),
      dilations: ofVolume(windows.dilations),
      ...(isPaddedBefore && { inputZeros: zeros }),
      kernel: ordinaryKernel(at, kernel),
      ...grouped,
    });
  }
  const [rows, columns] = ofImage<readonly [number, number]>(pads, [0, 0]);
  const isPadded = [...rows, ...columns].some((cells) => cells > 0);
  const dilations = ofImage(windows.dilations, 1);
  const common = {
    strides: ofImage(windows.strides, 1),
    padding: isPadded ? ([rows, columns] as const) : ('valid' as const),
    ...(dilations.some((distance) => distance > 1) && { dilations }),
    ...(isPaddedBefore && { inputZeros: ofImage<readonly [number, number]>(zeros, [0, 0]) }),
  };
  return groups === channels && channels > 1
    ? add({
        kind: 'depthwiseConvolution',
        ...common,
        kernel: depthwiseKernel(at, kernel, channels),
        ...(bias && { bias }),
      })
    : add({ kind: 'convolution', ...common, kernel: ordinaryKernel(at, kernel), ...grouped });
};

const sum = (numbers: readonly number[] = []): number => numbers.reduce((total, each) => total + each, 0);

/** The kernel of a convolution, which must be a constant. */
export function kernelOf(at: Reading, places: number): Constant {
  const kernel = at.constant(1);
  if (kernel?.shape.length !== places + 2)
    throw at.refuse(`expected a kernel with ${places + 2} axes; got [${kernel?.shape ?? ''}].`);
  const stated = at.numbers('kernel_shape');
  if (stated === undefined || `${stated}` === `${kernel.shape.slice(2)}`) return kernel;
  throw at.refuse(`expected a kernel of the kernel_shape [${stated}]; got [${kernel.shape}].`);
}

/** The bias: one number per filter. */
export function biasOf(at: Reading, filters: number): Weight | undefined {
  const bias = at.constant(2);
  if (bias === undefined) return undefined;
  if (bias.data.length === filters) return at.weight(bias.data, [filters]);
  throw at.refuse(`expected a bias of ${filters} numbers; got [${bias.shape}].`);
}

/** Kernel `[…places, in / groups, out]`. */
function ordinaryKernel(at: Reading, { shape, data }: Constant): Weight {
  const [filters = 1, own = 1, ...places] = shape;
  const size = ofKernel(places);
  return at.weight(permuted(data, [filters, own, ...size], placesFirst(size)), [...size, own, filters]);
}

/** The order of axes that puts the first two last, swapped. */
export const placesFirst = (size: readonly number[]): number[] => [...size.map((_, i) => i + 2), 1, 0];

/** Kernel `[height, width, channels, multiplier]`. */
function depthwiseKernel(at: Reading, { shape, data }: Constant, channels: number): Weight {
  const [filters = 1, , ...size] = shape;
  const multiplier = filters / channels;
  const image = [channels, multiplier, ...ofImage(size, 1)];
  return at.weight(permuted(data, image, [2, 3, 0, 1]), [...ofImage(size, 1), channels, multiplier]);
}
