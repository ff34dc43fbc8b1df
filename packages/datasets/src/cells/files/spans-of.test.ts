import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spansOf } from './spans-of.js';

it('covers each row once, skips little and reads a bounded number of values at once', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(lengths, fc.infiniteStream(fc.boolean()), (sizes, wanted) => {
      const starts = [0];
      for (const size of sizes) starts.push(starts.at(-1)! + size);
      const cells = Uint32Array.from([...sizes.keys()].filter(() => wanted.next().value));
      const spans = spansOf(cells, (cell) => starts[cell]!);
      expect(spans.flatMap((span) => [...span.cells])).toEqual([...cells]);
      for (const { start, end, cells: own } of spans) {
        expect([own[0], own.at(-1)]).toEqual([start, end - 1]);
        const isOne = own.length === 1;
        expect(isOne || starts[end]! - starts[start]! <= 2 ** 20).toBe(true);
        for (let i = 1; i < own.length; i++) {
          expect(starts[own[i]!]! - starts[own[i - 1]! + 1]!).toBeLessThanOrEqual(2 ** 13);
        }
      }
    }),
  );
});

it('reads neighbouring rows by one call', () => {
  expect(spansOf(Uint32Array.of(2, 3, 5), (cell) => 100 * cell)).toEqual([
    { start: 2, end: 6, cells: Uint32Array.of(2, 3, 5) },
  ]);
  expect(spansOf(new Uint32Array(0), () => 0)).toEqual([]);
});
