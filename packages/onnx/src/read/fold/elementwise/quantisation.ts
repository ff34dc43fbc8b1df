import type { Constant } from '../../../model/onnx-model.js';
import { axisOf } from '../../axes.js';
import { rowMajorStrides } from '../../strided.js';
import { broadcastNumbers } from '../arrays/broadcast.js';
import { computed } from '../arrays/numbers-of-type.js';
import { roundHalfEven } from '../arrays/round-half-even.js';
import { reshaped, strided } from '../arrays/strided.js';
import type { Folding, Folds } from '../folding.js';
import { rangeOf, typeOf } from './cast.js';

/** Scales or zero points for each number of a tensor: one for all, one per index of an axis, or one per block along the axis. */
function forEachNumber(at: Folding, parameter: Constant, shape: readonly number[]): (i: number) => number {
  const { shape: own, data } = parameter;
  const rank = shape.length;
  if (data.length === 1) return broadcastNumbers(at, parameter, shape);
  const axis = axisOf(at, at.number('axis', 1), rank);
  const block = at.number('block_size', 0);
  const misfit = () =>
    at.refuse(
      `expected scales and zero points for shape [${shape.join(', ')}] along axis ${axis}; got shape [${own.join(', ')}].`,
    );
  if (block === 0) {
    if (own.length !== 1 || own[0] !== shape[axis]) throw misfit();
    const lengths = shape.map((_, k) => (k === axis ? data.length : 1));
    return broadcastNumbers(at, reshaped(parameter, lengths), shape);
  }
  const blocks = shape.map((length, k) => (k === axis ? Math.ceil(length / block) : length));
  if (`${own}` !== `${blocks}`) throw misfit();
  // An axis of blocks and one within the block, which repeats; numbers beyond the end are cut off.
  const apart = [...own.slice(0, axis + 1), block, ...own.slice(axis + 1)];
  const steps = rowMajorStrides(own);
  const repeated = strided(at, parameter, apart, [...steps.slice(0, axis + 1), 0, ...steps.slice(axis + 1)]);
  const whole = own.map((length, k) => (k === axis ? length * block : length));
  return broadcastNumbers(at, strided(at, reshaped(repeated, whole), shape, rowMajorStrides(whole)), shape);
}

/** Operators between floats and their quantised form. */
export const quantisation: Folds = {
  DequantizeLinear(at) {
    const { shape, data } = at.input(0);
    const scale = at.input(1);
    const scales = forEachNumber(at, scale, shape);
    const zeros = at.inputs[2] && forEachNumber(at, at.inputs[2], shape);
    return computed(
      at,
      typeOf(at, 'output_dtype') ?? scale.type,
      shape,
      (i) => ((data[i] ?? 0) - (zeros?.(i) ?? 0)) * scales(i),
    );
  },
  QuantizeLinear(at) {
    const { type: from, shape, data } = at.input(0);
    const type = at.inputs[2]?.type ?? typeOf(at, 'output_dtype') ?? 'uint8';
    const scales = forEachNumber(at, at.input(1), shape);
    const zeros = at.inputs[2] && forEachNumber(at, at.inputs[2], shape);
    const [smallest, largest] = rangeOf(type);
    // Halves are decided by the quotient in the precision of the input.
    const precise = from === 'float64' ? (x: number) => x : Math.fround;
    return computed(at, type, shape, (i) => {
      const x = roundHalfEven(precise((data[i] ?? 0) / scales(i))) + (zeros?.(i) ?? 0);
      return Math.min(largest, Math.max(smallest, x));
    });
  },
};
