import type { OperatorReader, Reading } from '../../reading.js';
import { isConstant, type Value } from '../../value.js';
import { merged } from '../arithmetic/merged.js';
import { clipped } from './clipped.js';

/** Clip: the limits are attributes below opset 11, then inputs. */
export const clip: OperatorReader = (at) => {
  if (at.opset >= 11 && [1, 2].some((i) => isDependent(at, i))) return clippedByValues(at);
  const limits =
    at.opset < 11
      ? { minimum: attributeNumber(at, 'min'), maximum: attributeNumber(at, 'max') }
      : { minimum: limit(at, 1), maximum: limit(at, 2) };
  return clipped(at, at.value(0), limits);
};

const isDependent = (at: Reading, i: number): boolean => {
  const operand = at.operand(i);
  return operand !== undefined && !isConstant(operand);
};

/** With limits that depend on the input, as in decibels below the loudest. */
function clippedByValues(at: Reading): Value {
  const raised = at.operand(1)
    ? merged(at, { kind: 'maximum' }, [at.value(0), at.value(1)], 'minimum')
    : at.value(0);
  return at.operand(2) ? merged(at, { kind: 'minimum' }, [raised, at.value(2)]) : raised;
}

function limit(at: Reading, i: number): number | undefined {
  const numbers = at.constantNumbers(i);
  if (numbers !== undefined && numbers.length !== 1)
    throw at.refuse(`expected one number as input ${i}; got ${numbers.length}.`);
  return numbers?.[0];
}

function attributeNumber(at: Reading, name: string): number | undefined {
  return at.attribute(name) === undefined ? undefined : at.number(name, 0);
}
