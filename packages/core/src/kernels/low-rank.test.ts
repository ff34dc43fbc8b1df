import { add, tensor, tidy } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { inLowRank } from './low-rank.js';

beforeAll(() => useBackend('cpu'));

it('an elementwise function is the same in fewer axes, of which there are at most four where axes can be joined', () => {
  const axis = fc.record({
    length: fc.integer({ min: 1, max: 3 }),
    first: fc.boolean(),
    second: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(axis, { minLength: 1, maxLength: 6 }), fc.nat({ max: 5 }), (axes, missing) => {
      const of = (whole: boolean[]) => axes.map(({ length }, i) => (whole[i] ? length : 1));
      const numbers = (shape: number[], seed: number) =>
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i * 3 + seed);
      const [a, b] = [
        of(axes.map(({ first }) => first)),
        of(axes.map(({ second }) => second)).slice(missing % axes.length),
      ];
      tidy(() => {
        const [x, y] = [tensor(numbers(a, 1), a), tensor(numbers(b, 2), b)];
        let ranks: number[] = [];
        const low = inLowRank(
          (p, q) => {
            ranks = [p.rank, q.rank];
            return add(p, q);
          },
          x,
          y,
        );
        const direct = add(x, y);
        expect(low.shape).toEqual(direct.shape);
        expect([...low.dataSync()]).toEqual([...direct.dataSync()]);
        if (Math.max(a.length, b.length) <= 4) expect(ranks).toEqual([a.length, b.length]);
      });
    }),
    { seed: 1, numRuns: 200 },
  );
  tidy(() => {
    const [x, bias] = [tensor(new Float32Array(96), [1, 2, 4, 4, 3]), tensor([1, 2, 3])];
    inLowRank(
      (p, q) => {
        expect([p.shape, q.shape]).toEqual([
          [32, 3],
          [1, 3],
        ]);
        return add(p, q);
      },
      x,
      bias,
    );
  });
});
