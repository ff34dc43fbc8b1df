import { rows } from '@csm/base';
import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, guidedBackprop, inputXGradient } from '@csm/explainers';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { normals, pictures, scaled, smallEncoder } from '../../test/small-vae.js';
import { isotropicConcepts } from '../concepts/isotropic-concepts.js';
import { sumChannels } from '../maps/sum-channels.js';
import { conceptControl, zMaps } from './concept-control.js';

beforeAll(() => useBackend('cpu'));
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);

describe('conceptControl', () => {
  const maps = normals([2, 8, 8, 3], 1);

  it('is 1 for the same maps at another scale, and near 1 / pixels for unrelated maps', async () => {
    const same = await conceptControl(maps, [scaled(maps, 2), scaled(maps, -3)]);
    for (const value of same.explainedByRandom) expect(value).toBeCloseTo(1, 6);
    expect(same.similarity.pearson.get(1, 0)).toBeCloseTo(1, 6);
    expect(same.similarity.pearson.get(1, 1)).toBeCloseTo(-1, 6);
    const unrelated = await conceptControl(
      maps,
      Array.from({ length: 100 }, (_, k) => normals([2, 8, 8, 3], k + 2)),
    );
    // E r² = 1 / (n − 1) for n = 64 independent normal pixels; standard error about √2 / 63 / 10.
    for (const value of unrelated.explainedByRandom) expect(Math.abs(value - 1 / 63)).toBeLessThan(0.009);
  });

  it('zMaps follow their definition, with one hundredth of the mean spread', () => {
    const random = Array.from({ length: 5 }, (_, k) => normals([2, 8, 8, 3], k + 10));
    const z = zMaps(maps, random);
    const [one, ...others] = [maps, ...random].map((array) => [...rows(sumChannels(array))][1]!);
    const spread = (at: number) => {
      const values = others.map((row) => row[at]!);
      const mean = values.reduce((a, b) => a + b, 0) / 5;
      return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4) };
    };
    const least = Array.from(one!.keys()).reduce((sum, at) => sum + spread(at).deviation / 64, 0) / 100;
    for (const at of [0, 17, 63]) {
      const { mean, deviation } = spread(at);
      expect([...rows(z)][1]![at]).toBeCloseTo((one![at]! - mean) / (deviation + least), 4);
    }
  });

  it('zMaps are 0 if the random maps do not differ anywhere: there is no unit', () => {
    expect([...zMaps(maps, [scaled(maps, 2), scaled(maps, 2)]).data].every((value) => value === 0)).toBe(
      true,
    );
  });

  it.each([28, 32])(
    'explainedByRandom is NaN for constant maps of %i × %i, also if their mean is rounded',
    async (side) => {
      const constant = ndarray(new Float32Array(side * side).fill(0.1), [1, side, side]);
      const random = [1, 2].map((seed) => normals([1, side, side], seed));
      expect((await conceptControl(constant, random)).explainedByRandom[0]).toBeNaN();
    },
  );

  it('rejects missing random maps and maps of other shapes', async () => {
    await expect(conceptControl(maps, [])).rejects.toThrow(
      /conceptControl: .*at least 2 random concepts; got 0; explain/,
    );
    await expect(conceptControl(maps, [normals([2, 8, 8, 2], 1), maps])).rejects.toThrow(
      /must have the same shape/,
    );
    expect(() => zMaps(maps, [maps])).toThrow(/zMaps: .*at least 2 random concepts/);
    await expect(conceptControl(maps, [maps])).rejects.toThrow(
      /conceptControl: .*at least 2 random concepts/,
    );
  });

  it('for a linear encoder of L pixels, maps of random concepts explain 1 / L of each other', async () => {
    // z = x: the gradient's map is the concept vector itself, and cosines of random directions have mean square 1 / L.
    const L = 12;
    const encoder = layersEncoder(identityModel(L));
    const random = isotropicConcepts(conceptVector('v', normals([L], 1).data), { count: 400 });
    const found = await explain(encoder, random, normals([1, L], 2), gradient());
    const [first, ...others] = found.map((each) => each.maps);
    // Pearson correlation subtracts the mean, which leaves one dimension less. Standard error √2 / 11 / 20.
    const { explainedByRandom } = await conceptControl(first!, others);
    expect(Math.abs(explainedByRandom[0]! - 1 / (L - 1))).toBeLessThan(0.02);
  });
});

it('guided backprop has more in common with random concepts than the gradient and input × gradient', async () => {
  const random = isotropicConcepts(concept, { count: 10 });
  const explained = async (explainer: ReturnType<typeof gradient>) => {
    const [first, ...others] = (
      await explain(smallEncoder(), [concept, ...random], pictures(4), explainer)
    ).map(({ maps }) => maps);
    const { explainedByRandom } = await conceptControl(first!, others);
    return explainedByRandom.reduce((a, b) => a + b, 0) / 4;
  };
  const guided = await explained(guidedBackprop());
  expect(await explained(gradient())).toBeLessThan(guided / 1.5);
  expect(await explained(inputXGradient())).toBeLessThan(guided / 1.5);
});

function identityModel(size: number) {
  const model = tfl.sequential({
    layers: [tfl.layers.dense({ units: size, inputShape: [size], kernelInitializer: 'identity' })],
  });
  return model;
}
