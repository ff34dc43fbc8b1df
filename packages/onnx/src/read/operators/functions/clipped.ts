import type { Operation } from '@csm/core/extend';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** The limits of a value; absent: none. */
export interface Limits {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** Exporters write the smallest and the largest float32 number for no limit. */
const LARGEST = 3.4e38;

/** A value between limits: a ReLU, a ReLU6 or a hard tanh, if it is one. */
export function clipped(at: Reading, value: Value, limits: Limits, part?: string): Value {
  const operation = operationOf(limits);
  return operation ? at.addAlike(operation, [value], part) : value;
}

function operationOf(limits: Limits): Operation | undefined {
  const minimum = limits.minimum !== undefined && limits.minimum > -LARGEST ? limits.minimum : undefined;
  const maximum = limits.maximum !== undefined && limits.maximum < LARGEST ? limits.maximum : undefined;
  if (minimum === undefined && maximum === undefined) return undefined;
  if (minimum === 0) {
    if (maximum === undefined) return { kind: 'activation', activation: 'relu' };
    if (maximum === 6) return { kind: 'activation', activation: 'relu6' };
    if (maximum > 0) return { kind: 'activation', activation: 'relu', maximum };
  }
  if (minimum === -1 && maximum === 1) return { kind: 'activation', activation: 'hardTanh' };
  return {
    kind: 'elementwise',
    function: 'clip',
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  };
}
