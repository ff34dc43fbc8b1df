import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder } from './epoch-order.js';

describe('epochOrder', () => {
  it('returns every item once, in the same order for the same seed and epoch', () => {
    const seed = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.array(fc.integer()), seed, fc.integer({ min: 1, max: 20 }), (items, seed, epoch) => {
        const copy = [...items];
        const order = epochOrder(items, { seed, epoch });
        expect(order.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
        expect(epochOrder(items, { seed, epoch })).toEqual(order);
        expect(items).toEqual(copy);
      }),
    );
  });

  it('returns another order for another epoch or seed', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const orders = [1, 2, 3].flatMap((epoch) => [1, 2].map((seed) => epochOrder(items, { seed, epoch })));
    expect(new Set(orders.map(String)).size).toBe(6);
    expect(orders.map(String)).not.toContain(String(items));
  });

  it('rejects a seed or an epoch out of range', () => {
    expect(() => epochOrder([1], { seed: -1, epoch: 1 })).toThrow('epochOrder: seed must be a whole number');
    expect(() => epochOrder([1], { seed: 1, epoch: 0 })).toThrow('epochOrder: epoch must be a whole number');
  });
});
