import { rows } from '@csm/base';
import type { CheckedInputs } from '../input-batches.js';

/** How many of the inputs are looked at to find two that differ much. */
const LOOKED_AT = 8;

/**
 * Two samples that differ: the first input and, of the next few, the one that differs most. If all are equal, the
 * second one is the first in reverse order and halved, whose numbers are in the range of the data.
 */
export function probeSamples(inputs: Omit<CheckedInputs, 'count'>): [Float32Array, Float32Array] {
  const values = inputs.values.subarray(0, LOOKED_AT * inputs.sampleSize);
  const [first = new Float32Array(0), ...others] = rows(values, inputs.sampleSize);
  let [second, largest] = [made(first), 0];
  for (const other of others) {
    const distance = other.reduce((sum, value, i) => sum + Math.abs(value - (first[i] ?? 0)), 0);
    if (distance > largest) [second, largest] = [other, distance];
  }
  return [first.slice(), second.slice()];
}

function made(sample: Float32Array): Float32Array {
  const other = sample.slice().reverse();
  return other.every((value) => value === 0) ? other.fill(0.5) : other.map((value) => value / 2);
}

/** The sample with each number changed in its last bits. */
export function roundedOtherwise(sample: Float32Array): Float32Array {
  return sample.map((value, i) => value * (1 + (i % 3 === 0 ? -1 : 1) * 2 ** -22));
}
