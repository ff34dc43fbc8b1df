import type { Comparison } from '@csm/core/extend';
import { aligned } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** Comparisons and functions of two truth values; their derivative is 0. */
export const comparison =
  (kind: Comparison['comparison']): OperatorReader =>
  (at) => {
    const { values, ...result } = aligned(at, [at.value(0), at.value(1)]);
    return at.add({ kind: 'comparison', comparison: kind }, values, { ...result, type: 'bool' });
  };

/** Not: 1 becomes 0 and 0 becomes 1. */
export const not: OperatorReader = (at) =>
  at.addAlike({ kind: 'comparison', comparison: 'not' }, [at.value(0)], undefined, 'bool');
