import { rows } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { flat, readPeerTests } from '../../../../test/parity/peer-cases.js';
import { gradients, inputs, linear, weights } from '../../test/linear-score.js';
import { deletionGap } from './deletion-gap.js';
import { perturbationCurve } from './perturbation-curve.js';

describe('perturbationCurve', () => {
  it('innvestigate.perturbation: pixel flipping by regions', async () => {
    const peer = readPeerTests().cases.find(({ id }) => id === 'innvestigate.perturbation')!;
    const arange = Array.from({ length: 16 }, (_, i) => i);
    const images = ndarray(Float32Array.from(flat(peer.inputs)), [2, 4, 4, 1]);
    const maps = ndarray(Float32Array.from([...arange, ...arange]), [2, 4, 4, 1]);
    const curve = await perturbationCurve(linear(arange), images, maps, { patch: 2, steps: 4 });
    expect([curve.scores.get(0, 0), curve.scores.get(1, 0)]).toEqual(peer.args.forward);
    const squared = peer.expected.map(
      (_, k) => (curve.scores.get(0, k) ** 2 + curve.scores.get(1, k) ** 2) / 2,
    );
    expect(squared).toEqual(flat(peer.expected));
  });

  it('for a linear score, falls by what was deleted, in the order of the map', async () => {
    const contributions = ndarray(
      Float32Array.from(inputs.data, (value, i) => value * weights[i % 6]!),
      [2, 6],
    );
    const curve = await perturbationCurve(linear(weights), inputs, contributions, { steps: 6 });
    for (const i of [0, 1]) {
      const sorted = [...rows(contributions)][i]!.toSorted((a, b) => b - a);
      const expected = [0, 1, 2, 3, 4, 5, 6].map((k) => sorted.slice(k).reduce((a, b) => a + b, 0));
      expect(expected).toEqual(Array.from(expected, (_, k) => curve.scores.get(i, k)));
      const area = expected.slice(1).reduce((sum, value, k) => sum + (value + expected[k]!) / 12, 0);
      expect(curve.areas[i]).toBeCloseTo(area, 12);
    }
    expect([...curve.fractions]).toEqual([0, 1, 2, 3, 4, 5, 6].map((k) => k / 6));
  });

  it('insertion is deletion with the least important first, read backwards', async () => {
    const run = (options: object) =>
      perturbationCurve(linear(weights), inputs, gradients, { steps: 6, ...options });
    const inserted = await run({ kind: 'insertion', replacement: 2 });
    const deleted = await run({ order: 'least first', replacement: 2 });
    for (let k = 0; k <= 6; k++) expect(inserted.scores.get(1, k)).toBe(deleted.scores.get(1, 6 - k));
  });

  it('deletionGap is 0 for constant maps, for many seeds of ties', async () => {
    const flatMaps = ndarray(new Float32Array(12), [2, 6]);
    const gaps: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      gaps.push((await deletionGap(linear(weights), inputs, flatMaps, { seed, steps: 6 }))[0]!);
    }
    // Ties are broken the same way in both orders, so the gap is exactly 0.
    expect(gaps.every((gap) => gap === 0)).toBe(true);
    const right = await deletionGap(linear(weights), inputs, gradients, { replacement: -10 });
    expect(right.every((gap) => gap > 0)).toBe(true);
  });

  it('rejects invalid options and shapes', async () => {
    const run = (options: object) => perturbationCurve(linear(weights), inputs, gradients, options);
    // An unknown order or kind must not silently count as another one.
    await expect(run({ order: 'most' })).rejects.toThrow(
      /order must be 'most first', 'least first' or 'random'; got "most"/,
    );
    await expect(run({ kind: 'delete' })).rejects.toThrow(
      /kind must be 'deletion' or 'insertion'; got "delete"/,
    );
    const holed = ndarray(new Float32Array(12).fill(Number.NaN, 7, 8), [2, 6]);
    await expect(perturbationCurve(linear(weights), inputs, holed)).rejects.toThrow(/map 1 holds NaN/);
    await expect(run({ patch: 2 })).rejects.toThrow(/patch is for pictures .*; the inputs have shape \[6\]/);
    await expect(run({ replacement: ndarray([1], [1]) })).rejects.toThrow(
      /replacement must have shape \[6\]/,
    );
    await expect(run({ replacement: { blur: 1 } })).rejects.toThrow(
      /inputs that are to be blurred must have shape \[n, height, width, channels\]; got \[2, 6\]/,
    );
    await expect(run({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
