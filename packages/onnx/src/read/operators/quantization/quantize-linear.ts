import type { Constant } from '../../../model/onnx-model.js';
import { alongside } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant } from '../../value.js';
import { alongAxis, rangeOf, stepsOf } from './quantized.js';

/**
 * round(x / scale) + zero point, limited to the numbers of the type. Its derivative is 0 almost everywhere, so an encoder that contains it
 * for a tensor that depends on the input has no useful derivative, and refuses methods that need one.
 */
export const quantizeLinear: OperatorReader = (at) => {
  const scale = at.constant(1);
  const zeroPoint = at.constant(2);
  const input = at.operand(0);
  if (input === undefined || scale === undefined) throw at.refuse('expected an input and a scale.');
  const type = zeroPoint?.type ?? 'uint8';
  const [minimum, maximum] = rangeOf(at, type);
  if (isConstant(input)) return quantized(at, input, scale, zeroPoint);
  const rank = input.shape.length;
  const zero: Constant = zeroPoint ?? { type, shape: [], data: Float32Array.of(0) };
  return at.addAlike(
    {
      kind: 'quantization',
      scale: alongside(at, alongAxis(at, scale, rank), input),
      zeroPoint: alongside(at, alongAxis(at, zero, rank), input),
      minimum,
      maximum,
    },
    [input],
    undefined,
    type,
  );
};

function quantized(at: Reading, input: Constant, scale: Constant, zeroPoint: Constant | undefined): Constant {
  const type = zeroPoint?.type ?? 'uint8';
  const [minimum, maximum] = rangeOf(at, type);
  const steps = stepsOf(at, input.shape, scale, zeroPoint);
  const data = Float32Array.from(input.data, (value, i) => {
    const rounded = halfToEven(Math.fround(value / steps.scale(i))) + steps.zeroPoint(i);
    return Math.min(Math.max(rounded, minimum), maximum);
  });
  return { type, shape: input.shape, data };
}

function halfToEven(x: number): number {
  return Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}
