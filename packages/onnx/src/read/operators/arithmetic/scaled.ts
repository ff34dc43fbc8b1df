import type { Constant } from '../../../model/onnx-model.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { merged } from './merged.js';
import { withConstant } from './with-constant.js';

/** A value times a number. */
export function scaled(at: Reading, value: Value, factor: number, part?: string): Value {
  return factor === 1 ? value : at.addAlike({ kind: 'scale', factor }, [value], part);
}

/** The product of a value and a constant. */
export function productWith(at: Reading, value: Value, constant: Constant, part?: string): Value {
  const pair = withConstant(at, value, constant);
  if (pair === undefined) return merged(at, { kind: 'multiply' }, [value, at.constantValue(constant)], part);
  const { weight } = pair;
  if (typeof weight === 'number') return scaled(at, pair.value, weight, part);
  return at.addAlike({ kind: 'scale', factor: weight }, [pair.value], part);
}
