import type { OperatorReader, Reading } from '../../reading.js';
import { clipped } from './clipped.js';

/** Clip: the limits are attributes below opset 11, then inputs. */
export const clip: OperatorReader = (at) => {
  const limits =
    at.opset < 11
      ? { minimum: attributeNumber(at, 'min'), maximum: attributeNumber(at, 'max') }
      : { minimum: limit(at, 1), maximum: limit(at, 2) };
  return clipped(at, at.value(0), limits);
};

function limit(at: Reading, i: number): number | undefined {
  const numbers = at.constantNumbers(i);
  if (numbers !== undefined && numbers.length !== 1)
    throw at.refuse(`expected one number as input ${i}; got ${numbers.length}.`);
  return numbers?.[0];
}

function attributeNumber(at: Reading, name: string): number | undefined {
  return at.attribute(name) === undefined ? undefined : at.number(name, 0);
}
