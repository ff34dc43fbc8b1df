import type { Weight } from '@csm/core/extend';
import type { Constant } from '../../../model/onnx-model.js';
import { alongside, nodeAxes, singleAxis } from '../../layout.js';
import type { Reading } from '../../reading.js';
import { isConstant, type Operand, type Value } from '../../value.js';

/**
 * A value, and the axes of its node's tensor that some of ONNX's axes consist of: at least one, ascending.
 * @throws if the samples are among them.
 */
export function normalisedAxes(
  at: Reading,
  value: Value,
  axes: readonly number[],
): { value: Value; nodeAxes: number[] } {
  const own = nodeAxes(at, value, axes);
  if (own.length > 0) return { value, nodeAxes: own.sort((a, b) => a - b) };
  const single = singleAxis(at, value, axes[0] ?? 0);
  return { value: single, nodeAxes: nodeAxes(at, single, axes) };
}

/** A constant as a weight with one number for each number of the normalised axes; undefined if it is anything else. */
export function weightOfAxes(
  at: Reading,
  operand: Operand | undefined,
  value: Value,
  axes: readonly number[],
): Weight | undefined {
  if (operand === undefined || !isConstant(operand) || !spans(operand, value, axes)) return undefined;
  return alongside(at, operand, value);
}

function spans({ shape }: Constant, value: Value, axes: readonly number[]): boolean {
  const skipped = value.shape.length - shape.length;
  if (skipped < 0) return false;
  return value.shape.every((length, axis) => {
    const own = shape[axis - skipped] ?? 1;
    return axes.includes(axis) ? own === length : own === 1;
  });
}
