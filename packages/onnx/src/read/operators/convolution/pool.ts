import type { Operation } from '@csm/core/extend';
import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { addOnImages, type Images, imagesOf, ofImage, ofVolume } from './images.js';
import { type Windows, windowsOf } from './windows.js';

type Kind = 'maxPool' | 'averagePool';

/** MaxPool; padded cells never win. */
export const maxPool: OperatorReader = (at) => pooled(at, at.value(0), 'maxPool', false);

/** AveragePool; with `count_include_pad`, padded cells count as zeros. */
export const averagePool: OperatorReader = (at) =>
  pooled(at, at.value(0), 'averagePool', at.number('count_include_pad', 0) !== 0);

/** Pools over the windows that the node's attributes state. */
export function pooled(at: Reading, given: Value, kind: Kind, includePadding: boolean): Value {
  const kernel = at.numbers('kernel_shape');
  if (kernel === undefined) throw at.refuse('expected an attribute kernel_shape.');
  const images = imagesOf(at, given);
  const windows = windowsOf(at, images.places, kernel);
  if (!includePadding) checkCells(at, images, windows, kernel);
  return addOnImages(
    at,
    images,
    operationOf(kind, kernel, windows, includePadding),
    windows.output,
    images.channels,
  );
}

function operationOf(
  kind: Kind,
  kernel: readonly number[],
  { strides, dilations, pads, beyond }: Windows,
  includePadding: boolean,
): Operation {
  const isDilated = dilations.some((distance) => distance > 1);
  const reachesBeyond = beyond.some((cells) => cells > 0);
  const isPadded = pads.flat().some((cells) => cells > 0);
  const counts = includePadding && isPadded && { includePadding };
  if (kernel.length === 3) {
    return {
      kind,
      volume: true,
      size: ofVolume(kernel),
      strides: ofVolume(strides),
      padding: ofVolume(pads),
      ...(isDilated && { dilations: ofVolume(dilations) }),
      ...(reachesBeyond && { beyond: ofVolume(beyond) }),
      ...counts,
    };
  }
  const isPlain = !isPadded && !isDilated && !reachesBeyond;
  return {
    kind,
    size: ofImage(kernel, 1),
    strides: ofImage(strides, 1),
    padding: isPlain ? 'valid' : ofImage<readonly [number, number]>(pads, [0, 0]),
    ...(isDilated && { dilations: ofImage(dilations, 1) }),
    ...(reachesBeyond && { beyond: ofImage(beyond, 0) }),
    ...counts,
  };
}

/** The maximum or mean of no cells is undefined. */
function checkCells(
  at: Reading,
  { places }: Images,
  { strides, dilations, pads, output }: Windows,
  kernel: readonly number[],
): void {
  for (const [axis, length] of places.entries()) {
    const [before = 0] = pads[axis] ?? [];
    for (let i = 0; i < (output[axis] ?? 1); i++) {
      const start = i * (strides[axis] ?? 1) - before;
      const cells = Array.from({ length: kernel[axis] ?? 1 }, (_, k) => start + k * (dilations[axis] ?? 1));
      if (cells.some((cell) => cell >= 0 && cell < length)) continue;
      throw at.refuse(`expected windows that contain a number of the input; got pads [${pads}].`);
    }
  }
}
