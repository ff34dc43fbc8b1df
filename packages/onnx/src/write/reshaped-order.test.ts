import { size } from '@csm/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reshapedOrder } from './reshaped-order.js';
import { transposed } from './transposed.js';
import { BATCH, ownOrder, writtenShape } from './value.js';

describe('reshapedOrder', () => {
  it.each([
    ['joins the places of channels first', [BATCH, 8, 6, 4], [0, 3, 1, 2], [BATCH, 48, 4], [0, 2, 1]],
    ['splits channels into groups', [BATCH, 48, 4], [0, 2, 1], [BATCH, 48, 2, 2], [0, 2, 3, 1]],
    ['splits places', [BATCH, 48, 4], [0, 2, 1], [BATCH, 8, 6, 4], [0, 3, 1, 2]],
    ['cannot flatten channels first', [BATCH, 8, 6, 4], [0, 3, 1, 2], [BATCH, 192], undefined],
    ['flattens what is in its order', [BATCH, 8, 6, 4], undefined, [BATCH, 192], [0, 1]],
    ['ignores axes of length 1', [BATCH, 1, 1, 4], [0, 3, 1, 2], [BATCH, 4], [0, 1]],
    ['leaves tensors without numbers', [0, 2, 3], [0, 2, 1], [0, 6], undefined],
  ])('%s', (_, shape, order, after, expected) => {
    expect(reshapedOrder({ shape, order }, after)).toEqual(expected);
  });

  it('keeps the elements in place whenever it returns an order', () => {
    const factors = fc.array(fc.constantFrom(1, 2, 3), { minLength: 1, maxLength: 5 });
    const cut = fc.array(fc.boolean(), { minLength: 5, maxLength: 5 });
    const joined = (lengths: readonly number[], cuts: readonly boolean[]) => {
      const shape: number[] = [];
      lengths.forEach((length, i) => {
        if (i === 0 || cuts[i]) shape.push(length);
        else shape.push((shape.pop() ?? 1) * length);
      });
      return shape;
    };
    const cases = factors.chain((lengths) =>
      fc.tuple(cut, cut).chain(([a, b]) => {
        const [before, after] = [joined(lengths, a), joined(lengths, b)];
        const axes = ownOrder(before.length);
        return fc.record({
          before: fc.constant(before),
          after: fc.constant(after),
          order: fc.shuffledSubarray(axes, { minLength: axes.length }),
        });
      }),
    );
    fc.assert(
      fc.property(cases, ({ before, after, order }) => {
        const kept = reshapedOrder({ shape: before, order }, after);
        const own = order.every((axis, i) => axis === i);
        if (kept === undefined) return !own;
        const numbers = Float32Array.from({ length: size(before) }, (_, i) => i);
        const written = transposed(numbers, before, order);
        const inverse = ownOrder(after.length).map((axis) => kept.indexOf(axis));
        expect(transposed(written, writtenShape({ shape: after, order: kept }), inverse)).toEqual(numbers);
        return true;
      }),
    );
  });
});
