import type { OperatorReader } from '../../reading.js';
import { comparison, not } from './comparison.js';
import { eyeLike, ofConstants } from './constant.js';
import { where } from './where.js';

/** Comparisons, truth values and operators that make constants. */
export const logic: Readonly<Record<string, OperatorReader>> = {
  And: comparison('and'),
  ConstantOfShape: ofConstants,
  Equal: comparison('equal'),
  EyeLike: eyeLike,
  Greater: comparison('greater'),
  GreaterOrEqual: comparison('greaterOrEqual'),
  Less: comparison('less'),
  LessOrEqual: comparison('lessOrEqual'),
  NonZero: ofConstants,
  Not: not,
  Or: comparison('or'),
  Range: ofConstants,
  Where: where,
  Xor: comparison('xor'),
};
