import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { flat, readPeerTests } from '../../../../test/parity/peer-cases.js';
import { rowsOf } from '../maps/maps.js';
import { maxSensitivity } from '../stability/max-sensitivity.js';
import { infidelities, infidelity } from './infidelity.js';
import { deletionGap, perturbationCurve } from './perturbation-curve.js';
import { gaussianBlur } from './replacement.js';

/** A linear score. */
const linear = (weights: readonly number[]) => (inputs: NdArray) =>
  rowsOf(inputs).map((row) => row.reduce((sum, value, at) => sum + value * weights[at]!, 0));

const weights = [3, -2, 1, 0, 5, -1];
const inputs = ndarray(Float32Array.from([1, 2, -1, 4, 0.5, 1, 0, 1, 2, -2, 1, 3]), [2, 6]);
const gradients = ndarray(Float32Array.from([...weights, ...weights]), [2, 6]);

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

  it('of a linear score falls by what was deleted, in the order of the map', async () => {
    const contributions = ndarray(
      Float32Array.from(inputs.data, (value, i) => value * weights[i % 6]!),
      [2, 6],
    );
    const curve = await perturbationCurve(linear(weights), inputs, contributions, { steps: 6 });
    for (const i of [0, 1]) {
      const sorted = rowsOf(contributions)[i]!.toSorted((a, b) => b - a);
      const expected = [0, 1, 2, 3, 4, 5, 6].map((k) => sorted.slice(k).reduce((a, b) => a + b, 0));
      expect(expected).toEqual(Array.from(expected, (_, k) => curve.scores.get(i, k)));
      const area = expected.slice(1).reduce((sum, value, k) => sum + (value + expected[k]!) / 12, 0);
      expect(curve.areas[i]).toBeCloseTo(area, 12);
    }
    expect([...curve.fractions]).toEqual([0, 1, 2, 3, 4, 5, 6].map((k) => k / 6));
  });

  it('inserts what deleting the least important first leaves, read backwards', async () => {
    const run = (options: object) =>
      perturbationCurve(linear(weights), inputs, gradients, { steps: 6, ...options });
    const inserted = await run({ kind: 'insertion', replacement: 2 });
    const deleted = await run({ order: 'least first', replacement: 2 });
    for (let k = 0; k <= 6; k++) expect(inserted.scores.get(1, k)).toBe(deleted.scores.get(1, 6 - k));
  });

  it('has no gap for maps that know nothing: over many seeds of ties, the mean is 0', async () => {
    const flatMaps = ndarray(new Float32Array(12), [2, 6]);
    const gaps: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      gaps.push((await deletionGap(linear(weights), inputs, flatMaps, { seed, steps: 6 }))[0]!);
    }
    // The same ties are broken the same way in both orders: exactly 0.
    expect(gaps.every((gap) => gap === 0)).toBe(true);
    const right = await deletionGap(linear(weights), inputs, gradients, { replacement: -10 });
    expect(right.every((gap) => gap > 0)).toBe(true);
  });

  it('refuses what does not fit', async () => {
    const run = (options: object) => perturbationCurve(linear(weights), inputs, gradients, options);
    // Neither may pass for another order or kind.
    await expect(run({ order: 'most' })).rejects.toThrow(
      /order must be 'most first' or 'least first' or 'random'; got "most"/,
    );
    await expect(run({ kind: 'delete' })).rejects.toThrow(
      /kind must be 'deletion' or 'insertion'; got "delete"/,
    );
    const holed = ndarray(new Float32Array(12).fill(Number.NaN, 7, 8), [2, 6]);
    await expect(perturbationCurve(linear(weights), inputs, holed)).rejects.toThrow(/map 1 holds NaN/);
    await expect(run({ patch: 2 })).rejects.toThrow(/patches are for pictures; the inputs have shape \[6\]/);
    await expect(run({ replacement: ndarray([1], [1]) })).rejects.toThrow(
      /replacement must have shape \[6\]/,
    );
    await expect(run({ replacement: { blur: 1 } })).rejects.toThrow(/only pictures/);
    await expect(run({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

describe('gaussianBlur', () => {
  it('is that of scipy', () => {
    // a as in similarity.test.ts; g = scipy.ndimage.gaussian_filter(a, 1.5, mode='reflect'); g[0,0], g[4,5], g[8,9], g.sum()
    const a = Float32Array.from({ length: 90 }, (_, i) => Math.sin(i * 0.7) + 0.1 * i);
    const blurred = gaussianBlur(ndarray(a, [1, 9, 10, 1]), 1.5);
    expect(blurred.get(0, 0, 0, 0)).toBeCloseTo(1.423037174615647, 5);
    expect(blurred.get(0, 4, 5, 0)).toBeCloseTo(4.5274703779438585, 5);
    expect(blurred.get(0, 8, 9, 0)).toBeCloseTo(7.374111093867936, 5);
    expect(rowsOf(blurred)[0]!.reduce((x, y) => x + y, 0)).toBeCloseTo(400.4356403929683, 3);
  });

  it('keeps channels apart and constants as they are', () => {
    const two = Float32Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 3 : -1));
    rowsOf(gaussianBlur(ndarray(two, [1, 5, 5, 2]), 3))[0]!.forEach((value, i) => {
      expect(value).toBeCloseTo(two[i]!, 5);
    });
  });
});

describe('infidelity', () => {
  it('of the gradient of a linear score is 0, and it explains everything', async () => {
    const found = await infidelity(linear(weights), inputs, gradients, { samples: 20 });
    for (const i of [0, 1]) {
      // float32 inputs: squares of rounding.
      expect(found.infidelity[i]).toBeLessThan(1e-10);
      expect(found.explained[i]).toBeCloseTo(1, 6);
    }
  });

  it('by noise is σ² ‖m − w‖² in expectation, and that of a map of zeros beside it', async () => {
    const maps = ndarray(new Float32Array(12).fill(1), [2, 6]);
    const samples = 4000;
    const [found, zeros, twice] = await infidelities(
      linear(weights),
      inputs,
      [maps, ndarray(new Float32Array(12), [2, 6]), ndarray(new Float32Array(12).fill(2), [2, 6])],
      { samples, noise: 0.5 },
    );
    const distance = weights.reduce((sum, w) => sum + (1 - w) ** 2, 0) / 4;
    // A scaled χ² with one degree of freedom: relative standard error √(2 / samples) = 0.022.
    expect(Math.abs(found!.infidelity[0]! / distance - 1)).toBeLessThan(0.1);
    expect(zeros!.infidelity).toEqual(zeros!.ofZeros);
    expect(zeros!.explained[0]).toBe(0);
    expect(twice!.explained[0]).toBeCloseTo(found!.explained[0]!, 12);
  });

  it('by squares of zeros suits input × gradient: their sum is what the score loses', async () => {
    const images = ndarray(
      Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)),
      [1, 4, 4, 2],
    );
    const w = Array.from({ length: 32 }, (_, i) => Math.cos(3 * i));
    const ones = ndarray(Float32Array.from(w), [1, 4, 4, 2]);
    const { infidelity: value } = await infidelity(linear(w), images, ones, { square: 2, samples: 30 });
    expect(value[0]).toBeLessThan(1e-10);
    await expect(infidelity(linear(w), images, ones, { square: 5 })).rejects.toThrow(/got 5 for \[1,4,4,2\]/);
  });
});

describe('maxSensitivity', () => {
  it('takes pictures of 256 × 256 in colour: x + δ against x', async () => {
    const ones = ndarray(new Float32Array(256 * 256 * 3).fill(1), [1, 256, 256, 3]);
    const [found] = await maxSensitivity(async (x) => x, ones, { samples: 1, radius: 0.3 });
    // √(mean δ²) of 196,608 uniform draws: 0.3 / √3, relative standard error √(4/5 / 196608) / 2 = 0.001.
    expect(Math.abs(found! / (0.3 / Math.sqrt(3)) - 1)).toBeLessThan(0.01);
  });

  it('is 0 for maps that stay, and the closed form for input × gradient of a linear score', async () => {
    const constant = await maxSensitivity(async () => gradients, inputs);
    expect([...constant]).toEqual([0, 0]);
    const timesInput = async (x: NdArray) =>
      ndarray(
        Float32Array.from(rowsOf(x).flatMap((row) => Array.from(row, (value, at) => value * weights[at]!))),
        [2, 6],
      );
    const found = await maxSensitivity(timesInput, inputs, { radius: 0.1, samples: 400 });
    rowsOf(inputs).forEach((row, i) => {
      // At most the corner of the cube; some of 400 draws come near.
      const most = 0.1 * Math.hypot(...weights);
      const bound = most / Math.hypot(...row.map((value, at) => value * weights[at]!));
      expect(found[i]).toBeLessThanOrEqual(bound * (1 + 1e-5));
      expect(found[i]).toBeGreaterThan(0.7 * bound);
    });
  });
});
