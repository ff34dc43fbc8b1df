import type { Constant } from '../../../model/onnx-model.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant, type Value } from '../../value.js';
import { merged } from './merged.js';
import { scaled } from './scaled.js';
import { withBias } from './with-bias.js';
import { mapped, withConstant } from './with-constant.js';

/** Add: with a constant, a shift or the bias of the layer before. */
export const add: OperatorReader = (at) => {
  const [a, b] = [at.operand(0), at.operand(1)];
  if (a && !isConstant(a) && b && isConstant(b)) return sumWith(at, a, b, at.readers(0) === 1);
  if (b && !isConstant(b) && a && isConstant(a)) return sumWith(at, b, a, at.readers(1) === 1);
  return merged(at, { kind: 'add' }, [at.value(0), at.value(1)]);
};

/** Sub: with a constant, a shift. */
export const sub: OperatorReader = (at) => {
  const [a, b] = [at.operand(0), at.operand(1)];
  if (a && !isConstant(a) && b && isConstant(b)) {
    return sumWith(
      at,
      a,
      mapped(b, (value) => -value),
      at.readers(0) === 1,
    );
  }
  if (b && !isConstant(b) && a && isConstant(a)) return sumWith(at, scaled(at, b, -1, 'negative'), a, false);
  return merged(at, { kind: 'subtract' }, [at.value(0), at.value(1)]);
};

/** The sum of a value and a constant. @param isOnlyReader whether the constant may become the bias of the node that computes the value. */
export function sumWith(
  at: Reading,
  value: Value,
  constant: Constant,
  isOnlyReader: boolean,
  part?: string,
): Value {
  const pair = withConstant(at, value, constant);
  if (pair === undefined) return merged(at, { kind: 'add' }, [value, at.constantValue(constant)], part);
  const biased = isOnlyReader ? withBias(at, pair.value, constant) : undefined;
  if (biased) return biased;
  if (pair.weight === 0) return pair.value;
  return at.addAlike({ kind: 'shift', by: pair.weight }, [pair.value], part);
}
