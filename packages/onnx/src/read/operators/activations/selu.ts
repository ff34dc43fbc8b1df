import type { OperatorReader } from '../../reading.js';
import { scaled } from '../arithmetic/scaled.js';

const ALPHA = 1.6732632423543772;
const GAMMA = 1.0507009873554805;

/** Selu: γ · ELU with α. */
export const selu: OperatorReader = (at) => {
  const [alpha, gamma] = [at.number('alpha', ALPHA), at.number('gamma', GAMMA)];
  const isStandard = Math.abs(alpha - ALPHA) < 1e-6 && Math.abs(gamma - GAMMA) < 1e-6;
  if (isStandard) return at.addAlike({ kind: 'activation', activation: 'selu' }, [at.value(0)]);
  const elu = at.addAlike({ kind: 'activation', activation: 'elu', alpha }, [at.value(0)], 'elu');
  return scaled(at, elu, gamma);
};
