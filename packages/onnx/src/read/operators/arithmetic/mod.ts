import type { OperatorReader } from '../../reading.js';
import { merged } from './merged.js';

/** Mod: the remainder, with the sign of the divisor or, with `fmod`, of the dividend. */
export const mod: OperatorReader = (at) => {
  const truncated = at.number('fmod', 0) === 1;
  return merged(at, { kind: 'modulo', ...(truncated && { truncated }) }, [at.value(0), at.value(1)]);
};
