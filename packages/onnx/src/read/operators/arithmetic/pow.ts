import { withRank } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant, type Value } from '../../value.js';
import { merged } from './merged.js';
import { scaled } from './scaled.js';
import { isWholeNumbers, singleNumber } from './with-constant.js';

/** Pow: with one constant exponent or one positive constant base, a function of one number. */
export const pow: OperatorReader = (at) => {
  const power = powerOf(at);
  const base = at.operand(0);
  // Whole numbers with a negative exponent are rounded towards 0.
  const isWhole = base !== undefined && isWholeNumbers(base);
  return isWhole
    ? at.addAlike({ kind: 'elementwise', function: 'truncate' }, [power], 'whole', base.type)
    : power;
};

function powerOf(at: Reading): Value {
  const [base, exponent] = [at.operand(0), at.operand(1)];
  if (base && !isConstant(base) && exponent && isConstant(exponent)) {
    const single = singleNumber(exponent);
    if (single !== undefined && exponent.data.length === 1) {
      const value = withRank(base, exponent.shape.length);
      if (single === 1) return value;
      return at.addAlike({ kind: 'elementwise', function: 'power', exponent: single }, [value]);
    }
  }
  if (exponent && !isConstant(exponent) && base && isConstant(base)) {
    const single = singleNumber(base);
    if (single !== undefined && base.data.length === 1 && single > 0) {
      const value = withRank(exponent, base.shape.length);
      const logarithm = scaled(at, value, Math.log(single), 'logarithm');
      return at.addAlike({ kind: 'elementwise', function: 'exp' }, [logarithm], undefined, base.type);
    }
  }
  return merged(at, { kind: 'power' }, [at.value(0), at.value(1)]);
}
