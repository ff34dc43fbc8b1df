import type { OperatorReader } from '../../reading.js';
import { isConstant } from '../../value.js';
import { merged } from './merged.js';
import { productWith } from './scaled.js';
import { isWholeNumbers, mapped } from './with-constant.js';

/** Mul: with a constant, a scaling. */
export const mul: OperatorReader = (at) => {
  const [a, b] = [at.operand(0), at.operand(1)];
  if (a && !isConstant(a) && b && isConstant(b)) return productWith(at, a, b);
  if (b && !isConstant(b) && a && isConstant(a)) return productWith(at, b, a);
  return merged(at, { kind: 'multiply' }, [at.value(0), at.value(1)]);
};

/** Div: by a constant, a scaling; of whole numbers, rounded towards 0. */
export const div: OperatorReader = (at) => {
  const [a, b] = [at.operand(0), at.operand(1)];
  if (a && isWholeNumbers(a)) {
    const quotient = merged(at, { kind: 'divide' }, [at.value(0), at.value(1)], 'quotient');
    return at.addAlike({ kind: 'elementwise', function: 'truncate' }, [quotient]);
  }
  if (a && !isConstant(a) && b && isConstant(b)) {
    return productWith(
      at,
      a,
      mapped(b, (value) => 1 / value),
    );
  }
  if (b && !isConstant(b) && a && isConstant(a)) {
    const reciprocal = at.addAlike({ kind: 'elementwise', function: 'reciprocal' }, [b], 'reciprocal');
    return productWith(at, reciprocal, a);
  }
  return merged(at, { kind: 'divide' }, [at.value(0), at.value(1)]);
};
