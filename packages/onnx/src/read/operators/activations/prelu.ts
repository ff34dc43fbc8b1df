import type { OperatorReader } from '../../reading.js';
import { besideConstant } from '../arithmetic/beside-constant.js';

/** PRelu: with constant slopes. */
export const prelu: OperatorReader = (at) => {
  const slopes = at.constant(1);
  const beside = slopes && besideConstant(at, at.value(0), slopes);
  if (beside === undefined) throw at.refuse('expected slopes that broadcast to the input; got others.');
  const { value, weight } = beside;
  if (weight === 0) return at.addAlike({ kind: 'activation', activation: 'relu' }, [value]);
  return typeof weight === 'number'
    ? at.addAlike({ kind: 'activation', activation: 'leakyRelu', alpha: weight }, [value])
    : at.addAlike({ kind: 'activation', activation: 'prelu', alpha: weight }, [value]);
};
