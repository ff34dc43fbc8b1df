import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant } from '../../value.js';
import { affine } from '../normalization/affine.js';
import { alongAxis, stepsOf } from './quantized.js';

/** (x − zero point) · scale. Of a constant, such as a quantised weight, it is a constant. */
export const dequantizeLinear: OperatorReader = (at) => {
  const scale = at.constant(1);
  const zeroPoint = at.constant(2);
  const input = at.operand(0);
  if (input === undefined || scale === undefined) throw at.refuse('expected an input and a scale.');
  if (isConstant(input)) return dequantized(at, input, scale, zeroPoint);
  const rank = input.shape.length;
  const negated = zeroPoint && { ...zeroPoint, data: Float32Array.from(zeroPoint.data, (value) => -value) };
  const shifted =
    negated?.data.some((value) => value !== 0) === true
      ? affine(at, input, undefined, alongAxis(at, negated, rank))
      : input;
  return { ...affine(at, shifted, alongAxis(at, scale, rank), undefined), type: 'float32' };
};

function dequantized(
  at: Reading,
  input: Constant,
  scale: Constant,
  zeroPoint: Constant | undefined,
): Constant {
  const steps = stepsOf(at, input.shape, scale, zeroPoint);
  const data = Float32Array.from(input.data, (value, i) => (value - steps.zeroPoint(i)) * steps.scale(i));
  return { type: 'float32', shape: input.shape, data };
}
