import { axisOf } from '../../axes.js';
import { rowMajorStrides } from '../../strided.js';
import { computed } from '../arrays/numbers-of-type.js';

import type { Folds } from '../folding.js';

/** Places along an axis before its first and after its last one, as places within it; undefined: the constant. */
const PLACES: Readonly<Record<string, (place: number, length: number) => number | undefined>> = {
  constant: (place, length) => (place < 0 || place >= length ? undefined : place),
  edge: (place, length) => Math.min(length - 1, Math.max(0, place)),
  reflect: (place, length) => {
    const period = Math.max(1, 2 * (length - 1));
    const within = ((place % period) + period) % period;
    return Math.min(within, period - within);
  },
  wrap: (place, length) => ((place % length) + length) % length,
};

/** Padding of constants. */
export const pad: Folds = {
  Pad(at) {
    const { type, shape, data } = at.input(0);
    const pads = at.numbersOf(1) ?? at.numbers('pads') ?? [];
    const value = at.numbersOf(2)?.[0] ?? at.number('value', 0);
    const axes = (at.numbersOf(3) ?? [...shape.keys()]).map((axis) => axisOf(at, axis, shape.length));
    const placeOf = PLACES[at.text('mode', 'constant')];
    if (placeOf === undefined) throw at.refuse(`the mode "${at.text('mode', '')}" is not supported.`);
    if (pads.length !== 2 * axes.length)
      throw at.refuse(`expected ${2 * axes.length} pads; got ${pads.length}.`);
    const result = [...shape];
    const before = shape.map(() => 0);
    axes.forEach((axis, k) => {
      before[axis] = pads[k] ?? 0;
      result[axis] = (shape[axis] ?? 0) + (pads[k] ?? 0) + (pads[k + axes.length] ?? 0);
    });
    const [strides, own] = [rowMajorStrides(shape), rowMajorStrides(result)];
    return computed(at, type, result, (i) => {
      let from = 0;
      for (let axis = 0; axis < shape.length; axis++) {
        const [length = 0, stride = 1] = [shape[axis], strides[axis]];
        const place = placeOf(
          (Math.floor(i / (own[axis] ?? 1)) % (result[axis] ?? 1)) - (before[axis] ?? 0),
          length,
        );
        if (place === undefined) return value;
        from += place * stride;
      }
      return data[from] ?? 0;
    });
  },
};
