import { array, assert, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToPool, emptyPool } from './pooled-moments.js';

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));

describe('addToPool', () => {
  it('gives the mean and variance of all values, however they are cut into batches', () => {
    const value = double({ min: -10, max: 10, noNaN: true });
    assert(
      property(
        array(array(value, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 }),
        (batches) => {
          const into = emptyPool();
          for (const batch of batches) {
            addToPool(into, Float32Array.of(mean(batch), variance(batch)), batch.length);
          }
          const all = batches.flat();
          expect(Math.abs(into.mean[0]! - mean(all))).toBeLessThan(1e-5);
          expect(Math.abs(into.squares[0]! / all.length - variance(all))).toBeLessThan(1e-4);
        },
      ),
    );
  });
});
