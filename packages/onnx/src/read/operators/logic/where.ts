import { aligned } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** Where: numbers of the second input where the first is true, and of the third elsewhere. */
export const where: OperatorReader = (at) => {
  const [condition, a, b] = [at.value(0), at.value(1), at.value(2)];
  const { values, ...result } = aligned(at, [condition, a, b]);
  return at.add({ kind: 'where' }, values, { ...result, type: a.type });
};
