import { tensor, tidy } from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { withMargins } from './with-margins.js';

describe.each(BACKENDS)('margins of a tensor of any rank, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('are what the definition says', () => {
    const axis = fc.record({
      length: fc.integer({ min: 2, max: 3 }),
      margin: fc.tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: 0, max: 2 })),
    });
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 6 }), (axes) => {
        const shape = axes.map(({ length }) => length);
        const to = axes.map(({ length, margin: [before, after] }) => length + before + after);
        const count = (of: number[]) => of.reduce((product, length) => product * length, 1);
        const x = Float32Array.from({ length: count(shape) }, (_, i) => i + 1);
        const expected = Array.from({ length: count(to) }, (_, i) => {
          let [rest, index, stride] = [i, 0, 1];
          for (let k = to.length - 1; k >= 0; k--) {
            const at = (rest % to[k]!) - axes[k]!.margin[0];
            if (at < 0 || at >= shape[k]!) return 7;
            index += at * stride;
            stride *= shape[k]!;
            rest = Math.floor(rest / to[k]!);
          }
          return x[index];
        });
        const found = tidy(() => {
          const padded = withMargins(
            tensor(x, shape),
            axes.map(({ margin }) => margin),
            7,
          );
          expect(padded.shape).toEqual(to);
          return [...padded.dataSync()];
        });
        expect(found).toEqual(expected);
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
