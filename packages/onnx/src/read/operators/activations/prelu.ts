import type { OperatorReader } from '../../reading.js';
import { withConstant } from '../arithmetic/with-constant.js';

/** PRelu: with constant slopes. */
export const prelu: OperatorReader = (at) => {
  const slopes = at.constant(1);
  const pair = slopes && withConstant(at, at.value(0), slopes);
  if (pair === undefined) throw at.refuse('expected slopes that broadcast to the input; got others.');
  const { value, weight } = pair;
  if (weight === 0) return at.addAlike({ kind: 'activation', activation: 'relu' }, [value]);
  return typeof weight === 'number'
    ? at.addAlike({ kind: 'activation', activation: 'leakyRelu', alpha: weight }, [value])
    : at.addAlike({ kind: 'activation', activation: 'prelu', alpha: weight }, [value]);
};
