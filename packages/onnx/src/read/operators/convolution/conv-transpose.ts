import type { Operation } from '@csm/core/extend';
import type { OperatorReader, Reading } from '../../reading.js';
import { permuted } from '../../strided.js';
import { biasOf, kernelOf, placesFirst } from './conv.js';
import { addOnImages, imagesOf, ofImage, ofKernel, ofVolume } from './images.js';

/** ConvTranspose: kernel `[in, out / groups, …places]`. */
export const convTranspose: OperatorReader = (at) => {
  const images = imagesOf(at, at.value(0));
  const { channels, places } = images;
  const kernel = kernelOf(at, places.length);
  const [inputs = 1, own = 1, ...size] = kernel.shape;
  const groups = at.number('group', 1);
  if (inputs !== channels || channels % groups !== 0) {
    throw at.refuse(`expected a kernel [${channels}, …] in ${groups} groups; got [${kernel.shape}].`);
  }
  const filters = own * groups;
  const ones = places.map(() => 1);
  const strides = at.numbers('strides') ?? ones;
  const dilations = at.numbers('dilations') ?? ones;
  if (
    ![strides, dilations].every((list) => list.length === places.length && list.every((each) => each > 0))
  ) {
    throw at.refuse(
      `expected ${places.length} positive numbers as strides and dilations; got [${strides}] and [${dilations}].`,
    );
  }
  const reach = size.map((length, i) => (length - 1) * (dilations[i] ?? 1) + 1);
  const full = places.map((length, i) => (length - 1) * (strides[i] ?? 1) + (reach[i] ?? 1));
  const pads = padsOf(at, places, strides, full);
  const output = full.map((length, i) => length - (pads[i]?.[0] ?? 0) - (pads[i]?.[1] ?? 0));
  if (output.some((length) => length < 1))
    throw at.refuse(`expected pads that leave something; got [${pads}].`);
  const bias = biasOf(at, filters);
  const sides = ofKernel(size);
  const common = {
    ...(groups > 1 && { groups }),
    kernel: at.weight(permuted(kernel.data, [inputs, own, ...sides], placesFirst(sides)), [
      ...sides,
      own,
      inputs,
    ]),
    ...(bias && { bias }),
  };
  const both = ofImage(dilations, 1);
  const operation: Operation =
    places.length === 3
      ? {
          kind: 'transposedConvolution3d',
          strides: ofVolume(strides),
          padding: ofVolume(pads),
          dilations: ofVolume(dilations),
          ...common,
        }
      : {
          kind: 'transposedConvolution',
          strides: ofImage(strides, 1),
          padding: ofImage<readonly [number, number]>(pads, [0, 0]),
          ...(both.some((distance) => distance > 1) && { dilations: both }),
          ...common,
        };
  return addOnImages(at, images, operation, output, filters);
};

/** What is cropped before and after; a negative number adds zeros, which is what output padding does at the end. */
function padsOf(
  at: Reading,
  places: readonly number[],
  strides: readonly number[],
  full: readonly number[],
): [number, number][] {
  const beyond = at.numbers('output_padding') ?? places.map(() => 0);
  const auto = at.text('auto_pad', 'NOTSET');
  const isSame = auto === 'SAME_UPPER' || auto === 'SAME_LOWER';
  const wanted =
    at.numbers('output_shape') ??
    (isSame ? places.map((length, i) => length * (strides[i] ?? 1)) : undefined);
  if (wanted) {
    // Older exporters write the samples and channels, too.
    const sides = wanted.slice(wanted.length - places.length);
    return places.map((_, i) => {
      const [whole, side] = [full[i] ?? 0, sides[i] ?? 0];
      const lacking = side - whole - (beyond[i] ?? 0);
      if (lacking > 0 && !at.numbers('output_shape')) {
        // Implementations differ in the shape, or in where they add what is lacking.
        throw at.refuse(
          `auto_pad "${auto}" is not supported for strides larger than the kernel; state pads.`,
        );
      }
      const total = Math.max(0, -lacking);
      const half = Math.floor(total / 2);
      const before = auto === 'SAME_UPPER' ? half : total - half;
      // What a larger output lacks is added at the end, as in TensorFlow.
      return [before, whole - before - side];
    });
  }
  const pads = at.numbers('pads') ?? places.flatMap(() => [0, 0]);
  const stated = auto === 'VALID' ? places.flatMap(() => [0, 0]) : pads;
  return places.map((_, i) => [stated[i] ?? 0, (stated[i + places.length] ?? 0) - (beyond[i] ?? 0)]);
}
