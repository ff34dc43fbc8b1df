import { benjaminiHochberg } from '@csm/base';
import { conceptVector, cosine, functionEncoder } from '@csm/core';
import { gridFeatures } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { normals } from '../../test/small-vae.js';
import { regionSignificance } from './region-significance.js';

const WEIGHTS = [3, -2, 1, 0, 5, -1];
/** Latents (Σ wᵢ xᵢ, x₀). */
const linearEncoder = () => {
  const matrix = Float32Array.from(WEIGHTS.flatMap((weight, i) => [weight, i === 0 ? 1 : 0]));
  return functionEncoder((x) => tf.matMul(x as tf.Tensor2D, tf.tensor2d(matrix, [6, 2])), {
    inputShape: [6],
  });
};
const sum = conceptVector('sum', [1, 0]);
const column = (donors: ReturnType<typeof normals>, j: number) =>
  Array.from({ length: donors.shape[0]! }, (_, i) => donors.get(i, j));
const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;

describe.each(BACKENDS)('regionSignificance on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it('has the closed form of a linear score, for any inputs', async () => {
    const test = {
      encoder: linearEncoder(),
      concepts: [sum, conceptVector('first', [0, 1])],
      inputs: normals([3, 6], 1),
      positives: normals([7, 6], 2),
      negatives: normals([9, 6], 3),
    };
    const before = tf.memory().numTensors;
    const [found, first] = await regionSignificance(test, { permutations: 99 });
    expect(tf.memory().numTensors).toBe(before);
    expect(found).toMatchObject({ name: 'sum', permutations: 99, isExact: false, smallestP: 0.01 });
    for (const [j, { label, effect }] of found!.regions.entries()) {
      expect(label).toBe(j);
      const expected = WEIGHTS[j]! * (mean(column(test.positives, j)) - mean(column(test.negatives, j)));
      expect(effect).toBeCloseTo(expected, 4);
      expect(found!.map.get(j)).toBeCloseTo(expected, 4);
    }
    expect(found!.regions[3]).toMatchObject({ effect: 0, p: 1 });
    expect(first!.regions.slice(1).every(({ effect, p }) => effect === 0 && p === 1)).toBe(true);
    const p = found!.regions.map((region) => region.p);
    expect(found!.regions.map(({ q }) => q)).toEqual([...benjaminiHochberg(p)]);
    const [alone] = await regionSignificance({ ...test, concepts: sum }, { permutations: 99, batchSize: 2 });
    expect(alone!.regions.map((region) => region.p)).toEqual(p);
  });
});

describe('regionSignificance', () => {
  beforeAll(() => useBackend('cpu'));

  it('finds a planted patch and no other', async () => {
    const size = 16;
    const kernel = normals([size * size, 3], 5);
    const encoder = functionEncoder(
      (x) => tf.tanh(tf.matMul(tf.reshape(x, [-1, size * size]), tf.tensor2d(kernel.data, [size * size, 3]))),
      { inputShape: [size, size, 1] },
    );
    const pictures = (count: number, seed: number, patch: number) => {
      const values = normals([count, size, size, 1], seed);
      for (let i = 0; i < values.size; i++) {
        values.data[i]! *= 0.02;
        const [y, x] = [Math.floor((i % (size * size)) / size), i % size];
        if (y >= 4 && y < 8 && x >= 8 && x < 12) values.data[i]! += patch * kernel.get(y * size + x, 0);
      }
      return values;
    };
    const features = gridFeatures([size, size, 1], { size: 4 });
    const [found] = await regionSignificance({
      encoder,
      concepts: cosine(conceptVector('patch', [1, 0, 0])),
      inputs: pictures(2, 1, 0),
      positives: pictures(12, 2, 0.05),
      negatives: pictures(14, 3, 0),
      features,
    });
    expect(found!.regions.filter(({ q }) => q <= 0.05).map(({ label }) => label)).toEqual([6]);
    expect(found!.regions[6]!.effect).toBeGreaterThan(0.1);
    const members = Array.from(features.data, (label) => (label === 6 ? 1 : 0));
    expect([...found!.significant.data]).toEqual(members);
    const total = found!.map.data.reduce((all, value, i) => all + (members[i] ? value : 0), 0);
    expect(total).toBeCloseTo(found!.regions[6]!.effect, 5);
  });

  it('has p ≤ .05 for 5 % of the regions if the labels mean nothing', async () => {
    const encoder = linearEncoder();
    const p: number[] = [];
    for (let seed = 0; seed < 60; seed++) {
      const [found] = await regionSignificance(
        {
          encoder,
          concepts: sum,
          inputs: normals([1, 6], 1),
          positives: normals([6, 6], 10 + 2 * seed),
          negatives: normals([8, 6], 11 + 2 * seed),
        },
        { permutations: 199, seed },
      );
      p.push(...found!.regions.filter(({ label }) => label !== 3).map((region) => region.p));
    }
    // 300 regions: 0.05 with a standard deviation of 0.013.
    expect(Math.abs(p.filter((value) => value <= 0.05).length / p.length - 0.05)).toBeLessThan(0.04);
  });

  it('permutes groups as wholes, and compares within strata', async () => {
    const encoder = linearEncoder();
    const positives = normals([6, 6], 2);
    const negatives = normals([6, 6], 3);
    const strata = { positiveStrata: [...'aaaabb'], negativeStrata: [...'aabbbb'] };
    // What the confounder adds to all examples of stratum a is not an effect.
    const shifted = (donors: typeof positives, stratum: readonly string[]) =>
      ndarray(
        Float32Array.from(donors.data, (value, i) => value + (stratum[Math.floor(i / 6)] === 'a' ? 20 : 0)),
        [6, 6],
      );
    const test = { encoder, concepts: sum, inputs: normals([1, 6], 1) };
    const [plain] = await regionSignificance({ ...test, positives, negatives, ...strata });
    const [confounded] = await regionSignificance({
      ...test,
      positives: shifted(positives, strata.positiveStrata),
      negatives: shifted(negatives, strata.negativeStrata),
      ...strata,
    });
    expect(plain!.permutations).toBe(15 * 15);
    for (const [j, { effect, p }] of plain!.regions.entries()) {
      expect(confounded!.regions[j]!.effect).toBeCloseTo(effect, 3);
      expect(confounded!.regions[j]!.p).toBe(p);
    }
    const groups = { positiveGroups: [1, 1, 2, 2, 3, 3], negativeGroups: [4, 4, 5, 5, 6, 6] };
    const [grouped] = await regionSignificance({ ...test, positives, negatives, ...groups });
    expect(grouped).toMatchObject({ permutations: 20, isExact: true, smallestP: 0.1 });
  });

  it('encodes each donor once for all concepts, reports progress, and can be aborted', async () => {
    let passes = 0;
    const plain = linearEncoder();
    const encoder = {
      inputShape: plain.inputShape,
      latentSize: plain.latentSize,
      encode: async (x: tf.Tensor) => {
        passes += x.shape[0] ?? 0;
        return await plain.encode(x);
      },
    };
    const test = {
      encoder,
      inputs: normals([1, 6], 1),
      positives: normals([4, 6], 2),
      negatives: normals([3, 6], 3),
    };
    const count = async (concepts: (typeof sum)[]) => {
      passes = 0;
      await regionSignificance({ ...test, concepts }, { permutations: 9 });
      return passes;
    };
    await count([sum]);
    expect(await count([sum, sum, sum])).toBe(await count([sum]));
    const done: number[] = [];
    const controller = new AbortController();
    const run = regionSignificance(
      { ...test, concepts: sum },
      {
        signal: controller.signal,
        onProgress: (progress) => {
          done.push(progress.done);
          if (progress.done === 3) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(run).rejects.toThrow('enough');
    expect(done).toEqual([1, 2, 3]);
  });

  it('rejects what does not fit', async () => {
    const test = {
      encoder: linearEncoder(),
      concepts: sum,
      inputs: normals([1, 6], 1),
      positives: normals([2, 6], 2),
      negatives: normals([2, 6], 3),
    };
    const run = (more: object, options = {}) => regionSignificance({ ...test, ...more }, options);
    await expect(run({ positives: normals([2, 5], 1) })).rejects.toThrow(
      'regionSignificance: positives must have shape [n, 6]; got [2, 5].',
    );
    await expect(run({ features: normals([2, 6], 1) })).rejects.toThrow(
      'regionSignificance: features must be labels of shape [6], the same for all inputs; got [2, 6].',
    );
    await expect(run({ positiveGroups: [1, 2] })).rejects.toThrow('negativeGroups must be given too');
    await expect(run({}, { level: 2 })).rejects.toThrow(/^regionSignificance: level must be/);
    await expect(run({ donors: 1 })).rejects.toThrow('unknown option "donors"');
    await expect(run({ concepts: conceptVector('c', [1]) })).rejects.toThrow(/latent/);
  });
});
