import type { Weight } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import { alongside, fitsAlongside, withRank } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** A value and a constant that broadcasts to it. */
export interface WithConstant {
  /** With the broadcast shape. */
  readonly value: Value;
  /** One number if all numbers of the constant are the same. */
  readonly weight: Weight | number;
}

/** A constant laid out for an operation with a value; undefined if it enlarges the value. */
export function withConstant(at: Reading, value: Value, constant: Constant): WithConstant | undefined {
  const wide = withRank(value, constant.shape.length);
  if (!fitsAlongside(constant, wide)) return undefined;
  return { value: wide, weight: singleNumber(constant) ?? alongside(at, constant, wide) };
}

/** The number of which a constant consists; undefined if it has different ones. */
export function singleNumber({ data }: Constant): number | undefined {
  const [first] = data;
  return first !== undefined && data.every((value) => value === first) ? first : undefined;
}

/** A function of each number of a constant, in float64. */
export function mapped(constant: Constant, by: (value: number) => number): Constant {
  return { ...constant, data: Float64Array.from(constant.data, by) };
}

export const isWholeNumbers = ({ type }: Value | Constant): boolean =>
  type.includes('int') || type === 'bool';
