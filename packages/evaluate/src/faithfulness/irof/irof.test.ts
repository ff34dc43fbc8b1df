import { rows } from '@csm/base';
import { superpixels } from '@csm/explainers';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gradients, inputs, linear, weights } from '../../../test/linear-score.js';
import { normals } from '../../../test/small-vae.js';
import { irof } from './irof.js';

const contributions = ndarray(
  Float32Array.from(inputs.data, (value, at) => value * weights[at % 6]!),
  [2, 6],
);

describe('irof', () => {
  it('of a linear score is the mean of what was removed, in the order of the map', async () => {
    const found = await irof(linear(weights), inputs, contributions);
    for (const [i, row] of [...rows(contributions)].entries()) {
      const sorted = row.toSorted((a, b) => b - a);
      const lost = [0, 1, 2, 3, 4, 5, 6].map((l) => sorted.slice(0, l).reduce((a, b) => a + b, 0));
      const total = lost[6]!;
      expect([...found.scores[i]!]).toEqual(lost.map((value) => total - value));
      const area = lost.slice(1).reduce((sum, value, l) => sum + (value + lost[l]!) / 12, 0);
      expect(found.loss[i]).toBeCloseTo(area, 12);
      if (total > 0) expect(found.irof[i]).toBeCloseTo(area / total, 12);
      else expect(found.irof[i]).toBeNaN();
    }
  });

  it('is largest with the most important first, and smallest with the least important', async () => {
    const loss = async (order: 'most first' | 'least first' | 'random') =>
      (await irof(linear(weights), inputs, contributions, { order })).loss;
    const [most, random, least] = [await loss('most first'), await loss('random'), await loss('least first')];
    for (const i of [0, 1]) {
      expect(most[i]).toBeGreaterThan(random[i]!);
      expect(random[i]).toBeGreaterThan(least[i]!);
      // Read backwards, one order is the other: the areas add up to the whole loss.
      const whole = [...rows(contributions)][i]!.reduce((a, b) => a + b, 0);
      expect(most[i]! + least[i]!).toBeCloseTo(whole, 12);
    }
  });

  it('is NaN for a negative score, of which loss still tells', async () => {
    const negative = (batch: NdArray) => linear(weights)(batch).map((value) => value - 100);
    const found = await irof(negative, inputs, contributions);
    expect([...found.irof].every(Number.isNaN)).toBe(true);
    const shifted = await irof(linear(weights), inputs, contributions);
    for (const i of [0, 1]) expect(found.loss[i]).toBeCloseTo(shifted.loss[i]!, 10);
  });

  it('removes superpixels of each picture to its mean colour, by the mean of the map, in either layout', async () => {
    const pictures = normals([2, 16, 12, 3], 1);
    const maps = normals([2, 16, 12, 3], 2);
    const seen: Float32Array[][] = [];
    const score = (batch: NdArray) => {
      seen.push([...rows(batch)].map((row) => row.slice()));
      return [1, 2];
    };
    const found = await irof(score, pictures, maps);
    const labels = superpixels(pictures, { count: 12 });
    for (const i of [0, 1]) {
      const [picture, map] = [[...rows(pictures)][i]!, [...rows(maps)][i]!];
      const segment = (at: number) => labels.get(i, Math.floor(at / 36), Math.floor(at / 3) % 12, 0);
      const names = [...new Set(Array.from(picture.keys(), segment))];
      expect(found.scores[i]).toHaveLength(names.length + 1);
      const meanOf = (name: number) => {
        const own = [...map].filter((_, at) => segment(at) === name);
        return own.reduce((a, b) => a + b, 0) / own.length;
      };
      const ordered = names.toSorted((a, b) => meanOf(b) - meanOf(a));
      const colour = [0, 1, 2].map(
        (channel) => [...picture].filter((_, at) => at % 3 === channel).reduce((a, b) => a + b, 0) / 192,
      );
      for (const l of ordered.keys()) {
        const removed = ordered.slice(0, l + 1);
        for (const [at, value] of seen[l + 1]![i]!.entries()) {
          expect(value).toBeCloseTo(removed.includes(segment(at)) ? colour[at % 3]! : picture[at]!, 6);
        }
      }
    }
    const squares = (batch: NdArray) =>
      Array.from(rows(batch), (row) => row.reduce((sum, value) => sum + value ** 2, 0));
    const first = (array: NdArray) => array.transpose(0, 3, 1, 2);
    const transposed = await irof(squares, first(pictures), first(maps), { layout: 'channelsFirst' });
    const expected = await irof(squares, pictures, maps);
    for (const i of [0, 1]) expect(transposed.irof[i]).toBeCloseTo(expected.irof[i]!, 5);
  });

  it('orders by magnitudes on request, and rejects invalid options', async () => {
    const map = ndarray(Float32Array.of(-5, 1, 0), [1, 3]);
    const x = ndarray(Float32Array.of(1, 1, 1), [1, 3]);
    const values = await irof(linear([4, 2, 1]), x, map);
    expect([...values.scores[0]!]).toEqual([7, 5, 4, 0]);
    const magnitudes = await irof(linear([4, 2, 1]), x, map, { of: 'magnitudes' });
    expect([...magnitudes.scores[0]!]).toEqual([7, 3, 1, 0]);
    const run = (options: object) => irof(linear(weights), inputs, gradients, options);
    await expect(run({ order: 'most' })).rejects.toThrow(/^irof: order must be/);
    await expect(run({ of: 'mass' })).rejects.toThrow(/^irof: of must be 'values' or 'magnitudes'/);
    await expect(run({ features: ndarray(new Int32Array(5), [5]) })).rejects.toThrow(
      /features must be labels of shape \[6\]/,
    );
    const holed = ndarray(new Float32Array(12).fill(Number.NaN, 7, 8), [2, 6]);
    await expect(irof(linear(weights), inputs, holed)).rejects.toThrow(/^irof: map 1 holds NaN/);
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});
