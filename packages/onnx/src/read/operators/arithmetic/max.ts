import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';
import { clipped } from '../functions/clipped.js';
import { merged } from './merged.js';
import { withConstant } from './with-constant.js';

/** Max: with 0 a ReLU, with another number a limit. */
export const max: OperatorReader = (at) => extreme(at, 'maximum');

/** Min: with a number a limit. */
export const min: OperatorReader = (at) => extreme(at, 'minimum');

function extreme(at: Reading, kind: 'maximum' | 'minimum'): Operand {
  const operands = at.node.inputs.flatMap((_, i) => at.operand(i) ?? []);
  const values = operands.flatMap((operand) => (isConstant(operand) ? [] : [operand]));
  const constants = operands.filter(isConstant);
  const [only] = values;
  if (only === undefined) {
    const [first, ...others] = constants.map((constant) => at.constantValue(constant));
    return others.length === 0 ? (first as Value) : merged(at, { kind }, [first as Value, ...others]);
  }
  const whole =
    values.length === 1 ? only : merged(at, { kind }, values, constants.length > 0 ? 'values' : undefined);
  return constants.reduce<Value>((value, constant, i) => {
    return extremeWith(at, kind, value, constant, i === constants.length - 1 ? undefined : `constant_${i}`);
  }, whole);
}

function extremeWith(
  at: Reading,
  kind: 'maximum' | 'minimum',
  value: Value,
  constant: Constant,
  part: string | undefined,
): Value {
  const pair = withConstant(at, value, constant);
  if (pair === undefined || typeof pair.weight !== 'number')
    return merged(at, { kind }, [value, at.constantValue(constant)], part);
  const limit = kind === 'maximum' ? { minimum: pair.weight } : { maximum: pair.weight };
  return clipped(at, pair.value, limit, part);
}
