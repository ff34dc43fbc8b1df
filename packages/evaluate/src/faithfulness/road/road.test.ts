import { rows } from '@csm/base';
import fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { linear } from '../../../test/linear-score.js';
import { normals } from '../../../test/small-vae.js';
import { noisyLinearImputation } from './noisy-linear-imputation.js';
import { road } from './road.js';

const [height, width] = [4, 5];
const silent = () => 0;

describe('noisyLinearImputation', () => {
  it('is the solution of the equations of each removed pixel, by elimination', () => {
    const pixels = fc.uniqueArray(fc.nat(height * width - 1), { maxLength: height * width - 1 });
    fc.assert(
      fc.property(pixels, fc.nat(100), (removed, seed) => {
        const values = normals([height * width * 2], seed).data;
        const found = noisyLinearImputation({ values, height, width, channels: 2 }, removed, silent);
        for (const channel of [0, 1]) {
          const expected = slowImputation(
            Array.from({ length: height * width }, (_, pixel) => values[2 * pixel + channel]!),
            removed,
          );
          for (const [pixel, value] of expected.entries()) {
            expect(found[2 * pixel + channel]).toBeCloseTo(value, 5);
          }
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it('restores a constant picture, and a ramp inside the border, whatever was removed', () => {
    const inside = [6, 7, 8, 11, 12, 13];
    const ramp = Float32Array.from(
      { length: height * width },
      (_, at) => 2 * Math.floor(at / width) - (at % width),
    );
    const found = noisyLinearImputation({ values: ramp, height, width, channels: 1 }, inside, silent);
    for (const [at, value] of ramp.entries()) expect(found[at]).toBeCloseTo(value, 5);
    const constant = new Float32Array(height * width).fill(0.3);
    const allButOne = Array.from({ length: height * width - 1 }, (_, at) => at);
    const same = noisyLinearImputation({ values: constant, height, width, channels: 1 }, allButOne, silent);
    for (const value of same) expect(value).toBeCloseTo(0.3, 6);
  });

  it('adds noise to the removed pixels alone', () => {
    const values = normals([height * width], 1).data;
    const quiet = noisyLinearImputation({ values, height, width, channels: 1 }, [2, 9], silent);
    const noisy = noisyLinearImputation({ values, height, width, channels: 1 }, [2, 9], () => 0.5);
    for (const at of values.keys()) {
      expect(noisy[at]! - quiet[at]!).toBeCloseTo(at === 2 || at === 9 ? 0.5 : 0, 6);
    }
  });
});

describe('road', () => {
  const inputs = normals([2, height, width, 2], 2);
  const maps = normals([2, height, width, 2], 3);
  const weights = Array.from(normals([height * width * 2], 4).data);
  const quiet = { noise: 0, fractions: [0.2, 0.7] };

  it('of a linear score is that of the definition', async () => {
    const found = await road(linear(weights), inputs, maps, quiet);
    for (const i of [0, 1]) {
      const [x, m] = [[...rows(inputs)][i]!, [...rows(maps)][i]!];
      const pixels = Array.from({ length: height * width }, (_, pixel) => pixel);
      const ascending = pixels.toSorted((a, b) => m[2 * a]! + m[2 * a + 1]! - m[2 * b]! - m[2 * b + 1]!);
      const after = (removed: readonly number[]) =>
        [0, 1]
          .flatMap((channel) =>
            slowImputation(
              pixels.map((pixel) => x[2 * pixel + channel]!),
              removed,
            ).map((value, pixel) => value * weights[2 * pixel + channel]!),
          )
          .reduce((a, b) => a + b);
      const gaps = [4, 14].map((count, f) => {
        const least = after(ascending.slice(0, count));
        const most = after(ascending.slice(-count));
        expect(found.leastFirst.get(i, f)).toBeCloseTo(least, 4);
        expect(found.mostFirst.get(i, f)).toBeCloseTo(most, 4);
        return least - most;
      });
      expect(found.gap[i]).toBeCloseTo((gaps[0]! + gaps[1]!) / 2, 4);
      expect(found.original[i]).toBeCloseTo(
        x.reduce((sum, value, at) => sum + value * weights[at]!, 0),
        4,
      );
    }
  });

  it('has a gap of exactly 0 for constant maps, and a positive one for the pixels that the score sums', async () => {
    const flat = ndarray(new Float32Array(80), [2, height, width, 2]);
    expect([...(await road(linear(weights), inputs, flat, { seed: 3 })).gap]).toEqual([0, 0]);
    // A bright square on black, and its sum as the score.
    const square = Float32Array.from({ length: 64 }, (_, at) => (at % 8 < 3 && at < 24 ? 1 : 0));
    const bright = ndarray(square, [1, 8, 8, 1]);
    const score = (batch: NdArray) =>
      Array.from(rows(batch), (row) => row.reduce((a, b, at) => a + b * square[at]!, 0));
    const right = await road(score, bright, bright);
    expect(right.gap[0]).toBeGreaterThan(3);
    const wrong = ndarray(
      square.map((value) => -value),
      [1, 8, 8, 1],
    );
    expect((await road(score, bright, wrong)).gap[0]).toBeCloseTo(-right.gap[0]!, 1);
  });

  it('gives noise as a share of the range, and the same for a seed', async () => {
    const constant = new Float32Array(4096).fill(1);
    constant[0] = 3;
    const image = ndarray(constant, [1, 64, 64, 1]);
    const map = ndarray(Float32Array.from(constant.keys()).reverse(), [1, 64, 64, 1]);
    const found: Float32Array[] = [];
    const score = (batch: NdArray) => {
      found.push([...rows(batch)][0]!.slice());
      return [0];
    };
    await road(score, image, map, { fractions: [0.9], noise: 0.05 });
    await road(score, image, map, { fractions: [0.9], noise: 0.05 });
    const [, , least, , , again] = found;
    expect(least).toEqual(again);
    // The last rows are removed first, where all neighbours are 1.
    const last = [...least!.slice(-3000)];
    const deviation = Math.sqrt(last.reduce((sum, value) => sum + (value - 1) ** 2, 0) / last.length);
    // Relative standard error √(1 / 6000) = 0.013.
    expect(Math.abs(deviation / (0.05 * 2) - 1)).toBeLessThan(0.05);
  });

  it('rejects invalid options and inputs, and stops on an abort', async () => {
    const run = (options: object) => road(linear(weights), inputs, maps, options);
    await expect(run({ fractions: [1] })).rejects.toThrow(
      /^road: fractions must be below 1; got 1, after which/,
    );
    await expect(run({ fractions: [] })).rejects.toThrow(/^road: expected at least one fraction; got none/);
    await expect(run({ noise: -1 })).rejects.toThrow(/^road: noise must be a finite number of at least 0/);
    await expect(road(linear(weights), normals([2, 6], 1), normals([2, 6], 1))).rejects.toThrow(
      /^road: inputs must have shape \[n, height, width, channels\]; got \[2, 6\]/,
    );
    const holed = ndarray(new Float32Array(80).fill(Number.NaN, 7, 8), [2, height, width, 2]);
    await expect(road(linear(weights), inputs, holed)).rejects.toThrow(/^road: map 0 holds NaN/);
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});

/** Removed pixels of one channel by Gaussian elimination of x_p Σ_q w_pq − Σ_q w_pq x_q = 0, for all pixels at once. */
function slowImputation(values: readonly number[], removed: readonly number[]): number[] {
  const count = values.length;
  const matrix = values.map((value, p) => {
    const row = new Array<number>(count + 1).fill(0);
    if (!removed.includes(p)) {
      row[p] = 1;
      row[count] = value;
      return row;
    }
    for (let q = 0; q < count; q++) {
      const down = Math.abs(Math.floor(p / width) - Math.floor(q / width));
      const across = Math.abs((p % width) - (q % width));
      if (Math.max(down, across) !== 1) continue;
      const weight = down + across === 1 ? 1 / 6 : 1 / 12;
      row[p]! += weight;
      row[q]! -= weight;
    }
    return row;
  });
  for (let pivot = 0; pivot < count; pivot++) {
    const best = matrix.findIndex(
      (row, at) =>
        at >= pivot &&
        Math.abs(row[pivot]!) === Math.max(...matrix.slice(pivot).map((r) => Math.abs(r[pivot]!))),
    );
    [matrix[pivot], matrix[best]] = [matrix[best]!, matrix[pivot]!];
    for (let other = 0; other < count; other++) {
      if (other === pivot) continue;
      const factor = matrix[other]![pivot]! / matrix[pivot]![pivot]!;
      if (factor === 0) continue;
      matrix[other] = matrix[other]!.map((value, at) => value - factor * matrix[pivot]![at]!);
    }
  }
  return matrix.map((row, p) => row[count]! / row[p]!);
}
