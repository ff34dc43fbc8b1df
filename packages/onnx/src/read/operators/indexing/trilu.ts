import { size } from '@csm/base';
import { aligned } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** Trilu: the upper or lower triangle of matrices, with zeros elsewhere. */
export const trilu: OperatorReader = (at) => {
  const value = at.value(0);
  const { shape, type } = value;
  const [diagonal = 0] = at.constantNumbers(1) ?? [];
  const isUpper = at.number('upper', 1) !== 0;
  const [rows = 1, columns = 1] = shape.slice(-2);
  if (size(shape) === 0) return { type, shape, data: new Float32Array() };
  const kept = Uint8Array.from({ length: rows * columns }, (_, i) => {
    const distance = (i % columns) - Math.floor(i / columns);
    return Number(isUpper ? distance >= diagonal : distance <= diagonal);
  });
  const mask = at.constantValue({ type: 'bool', shape: [rows, columns], data: kept });
  const zero = at.constantValue({ type, shape: [], data: new Float32Array(1) });
  // Not a product: 0 · ∞ is not 0.
  const { values, ...result } = aligned(at, [mask, value, zero]);
  return at.add({ kind: 'where' }, values, { ...result, type });
};
