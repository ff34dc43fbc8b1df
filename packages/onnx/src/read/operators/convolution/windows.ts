import type { Reading } from '../../reading.js';

/** The windows of a convolution or pooling along each axis of an image's places. */
export interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding before and after. */
  readonly pads: readonly (readonly [number, number])[];
  /** How far the last windows reach beyond the padding, with `ceil_mode`. */
  readonly beyond: readonly number[];
  /** Lengths of the output. */
  readonly output: readonly number[];
}

/**
 * Reads the attributes `strides`, `dilations`, `pads`, `auto_pad` and `ceil_mode` of the ONNX standard.
 * @param places lengths of the input.
 * @param kernel sizes of the windows.
 */
export function windowsOf(at: Reading, places: readonly number[], kernel: readonly number[]): Windows {
  const ones = places.map(() => 1);
  const strides = at.numbers('strides') ?? ones;
  const dilations = at.numbers('dilations') ?? ones;
  for (const [name, list] of Object.entries({ kernel_shape: kernel, strides, dilations })) {
    if (list.length === places.length && list.every((value) => value > 0)) continue;
    throw at.refuse(`expected ${places.length} positive numbers as ${name}; got [${list}].`);
  }
  const reach = places.map((_, i) => ((kernel[i] ?? 1) - 1) * (dilations[i] ?? 1) + 1);
  const pads = statedPads(at, places, reach, strides);
  const ceil = at.number('ceil_mode', 0) !== 0;
  const output = places.map((length, i) => {
    const [before, after] = pads[i] ?? [0, 0];
    const [stride = 1, size = 1] = [strides[i], reach[i]];
    const steps = (length + before + after - size) / stride;
    const count = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
    // The last window must begin in the image or in the padding before it.
    return ceil && (count - 1) * stride >= length + before ? count - 1 : count;
  });
  if (output.some((length) => length < 1)) {
    throw at.refuse(`expected windows that fit the input; windows of [${reach}] do not fit [${places}].`);
  }
  const beyond = pads.map(([before, after], i) => {
    const needed = ((output[i] ?? 1) - 1) * (strides[i] ?? 1) + (reach[i] ?? 1);
    return ceil ? Math.max(0, needed - before - (places[i] ?? 1) - after) : 0;
  });
  return { strides, dilations, pads, beyond, output };
}

function statedPads(
  at: Reading,
  places: readonly number[],
  reach: readonly number[],
  strides: readonly number[],
): [number, number][] {
  const auto = at.text('auto_pad', 'NOTSET');
  if (auto === 'VALID') return places.map(() => [0, 0]);
  if (auto === 'SAME_UPPER' || auto === 'SAME_LOWER') {
    return places.map((length, i) => {
      const [stride = 1, size = 1] = [strides[i], reach[i]];
      const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length);
      const less = Math.floor(total / 2);
      return auto === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    });
  }
  const pads = at.numbers('pads') ?? places.flatMap(() => [0, 0]);
  if (pads.length !== 2 * places.length || pads.some((cells) => cells < 0)) {
    throw at.refuse(`expected ${2 * places.length} numbers from 0 as pads; got [${pads}].`);
  }
  return places.map((_, i) => [pads[i] ?? 0, pads[i + places.length] ?? 0]);
}
