import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, guidedBackprop, inputXGradient } from '@csm/explainers';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { LATENT, normals, pictures, showsInput, smallEncoder, smallModel } from '../../test/small-vae.js';
import { conceptChange, generativeAgreement } from '../faithfulness/generative-agreement.js';
import { rowsOf, sumChannels } from '../maps/maps.js';
import { pearson } from '../similarity/pearson.js';
import { mapAgreement, shareBeyondError } from '../stability/map-agreement.js';
import { conceptControl, zMaps } from './concept-control.js';
import { modelControl } from './model-control.js';
import { isotropicConcepts } from './random-concepts.js';

beforeAll(() => useBackend('cpu'));
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);
const scaled = (maps: NdArray, factor: number) =>
  ndarray(Float32Array.from(rowsOf(maps).flatMap((row) => Array.from(row, (v) => v * factor))), maps.shape);

describe('conceptControl', () => {
  const maps = normals([2, 8, 8, 3], 1);

  it('is 1 for the same maps at another scale, near 1/pixels for unrelated ones', () => {
    const same = conceptControl(maps, [scaled(maps, 2), scaled(maps, -3)]);
    for (const value of same.explainedByRandom) expect(value).toBeCloseTo(1, 6);
    expect(same.similarity.pearson.get(1, 0)).toBeCloseTo(1, 6);
    expect(same.similarity.pearson.get(1, 1)).toBeCloseTo(-1, 6);
    const unrelated = conceptControl(
      maps,
      Array.from({ length: 100 }, (_, k) => normals([2, 8, 8, 3], k + 2)),
    );
    // E r² = 1 / (n − 1) for n = 64 independent normal pixels; standard error about √2 / 63 / 10.
    for (const value of unrelated.explainedByRandom) expect(Math.abs(value - 1 / 63)).toBeLessThan(0.009);
  });

  it('zMaps are by definition, but for the hundredth of the mean spread', () => {
    const random = Array.from({ length: 5 }, (_, k) => normals([2, 8, 8, 3], k + 10));
    const z = zMaps(maps, random);
    const [one, ...others] = [maps, ...random].map((array) => rowsOf(sumChannels(array))[1]!);
    const spread = (at: number) => {
      const values = others.map((row) => row[at]!);
      const mean = values.reduce((a, b) => a + b, 0) / 5;
      return { mean, deviation: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4) };
    };
    const least = Array.from(one!.keys()).reduce((sum, at) => sum + spread(at).deviation / 64, 0) / 100;
    for (const at of [0, 17, 63]) {
      const { mean, deviation } = spread(at);
      expect(rowsOf(z)[1]![at]).toBeCloseTo((one![at]! - mean) / (deviation + least), 4);
    }
  });

  it('zMaps are 0 where random maps do not differ anywhere: there is no unit', () => {
    expect([...zMaps(maps, [scaled(maps, 2), scaled(maps, 2)]).data].every((value) => value === 0)).toBe(
      true,
    );
  });

  it('are refused without random maps, or of another shape', () => {
    expect(() => conceptControl(maps, [])).toThrow(/conceptControl: got no maps of random concepts/);
    expect(() => conceptControl(maps, [normals([2, 8, 8, 2], 1), maps])).toThrow(/must have the same shape/);
    expect(() => zMaps(maps, [maps])).toThrow(/zMaps: .*at least 2 random concepts/);
    expect(() => conceptControl(maps, [maps])).toThrow(/conceptControl: .*at least 2 random concepts/);
  });

  it('of a linear encoder of L pixels: maps of random concepts explain 1 / L of each other', async () => {
    // z = x: the gradient's map is the concept vector itself, and cosines of random directions have mean square 1 / L.
    const L = 12;
    const encoder = layersEncoder(identityModel(L));
    const random = isotropicConcepts(conceptVector('v', normals([L], 1).data), { count: 400 });
    const found = await explain(encoder, random, normals([1, L], 2), gradient());
    const [first, ...others] = found.map((each) => each.maps);
    // Pearson takes the mean away: one dimension less. Standard error √2 / 11 / 20.
    expect(Math.abs(conceptControl(first!, others).explainedByRandom[0]! - 1 / (L - 1))).toBeLessThan(0.02);
  });
});

describe('modelControl', () => {
  it('leaves the model as it was, and every tensor', async () => {
    const model = smallModel();
    const encoder = layersEncoder(model);
    const before = model.getWeights().map((weight) => Array.from(weight.dataSync()));
    const count = tf.memory().numTensors;
    const stages = await modelControl(encoder, concept, pictures(2), gradient());
    expect(tf.memory().numTensors).toBe(count);
    expect(model.getWeights().map((weight) => Array.from(weight.dataSync()))).toEqual(before);
    expect(stages.map(({ layer }) => layer)).toEqual(
      encoder
        .graph!.nodes.filter(
          ({ operation }) => 'kernel' in operation || operation.kind === 'batchNormalization',
        )
        .map(({ name }) => name)
        .reverse(),
    );
    expect(stages).toEqual(await modelControl(encoder, concept, pictures(2), gradient()));
    expect(stages).not.toEqual(await modelControl(encoder, concept, pictures(2), gradient(), { seed: 1 }));
  });

  it('changes maps that depend on the weights, and none that do not', async () => {
    const encoder = smallEncoder();
    const stages = await modelControl(encoder, concept, pictures(6), gradient());
    for (const { similarity } of stages) expect(Math.abs(similarity.pearson)).toBeLessThan(0.5);
    for (const { similarity, absoluteSpearman } of await modelControl(
      encoder,
      concept,
      pictures(2),
      showsInput(),
    )) {
      expect(similarity.pearson).toBeCloseTo(1, 6);
      expect(absoluteSpearman).toBeCloseTo(1, 6);
    }
  });

  it('frees everything when it is stopped, and refuses encoders that hide their layers', async () => {
    const encoder = smallEncoder();
    const abort = new AbortController();
    const count = tf.memory().numTensors;
    const run = modelControl(encoder, concept, pictures(2), gradient(), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(count);
    const { graph: _, ...opaque } = encoder;
    await expect(modelControl(opaque, concept, pictures(1), gradient())).rejects.toThrow(
      /does not show its layers/,
    );
  });
});

describe('generativeAgreement', () => {
  const matrix = normals([LATENT, 128], 5);
  /** A linear decoder of pictures 8 × 8 × 2. */
  const decode = (latents: NdArray) => {
    const pixels = rowsOf(latents).flatMap((z) =>
      Array.from({ length: 128 }, (_, at) => z.reduce((sum, value, d) => sum + value * matrix.get(d, at), 0)),
    );
    return ndarray(Float32Array.from(pixels), [latents.shape[0]!, 8, 8, 2]);
  };

  it('of a linear decoder: the change is 2 α D v, on every input', async () => {
    const changes = await conceptChange(decode, normals([3, LATENT], 6), concept, { alpha: 0.5 });
    const expected = Array.from({ length: 128 }, (_, at) =>
      concept.vector.reduce((sum, value, d) => sum + value * matrix.get(d, at), 0),
    );
    for (const row of rowsOf(changes)) {
      row.forEach((value, at) => {
        expect(value).toBeCloseTo(expected[at]!, 4);
      });
    }
    const same = generativeAgreement(scaled(changes, 3), changes);
    const turned = generativeAgreement(scaled(changes, -1), changes);
    expect(same.signed[0]).toBeCloseTo(1, 6);
    expect([turned.signed[0], turned.magnitude[0], turned.topOverlap[0]]).toEqual([
      expect.closeTo(-1, 6),
      expect.closeTo(1, 6),
      1,
    ]);
    const unrelated = generativeAgreement(normals([3, 8, 8, 2], 9), changes);
    // Of 128 independent numbers: standard deviation 1 / √127 = 0.09.
    for (const value of unrelated.signed) expect(Math.abs(value)).toBeLessThan(0.36);
  });
});

describe('stability', () => {
  it('is the mean over all pairs', () => {
    const maps = [1, 2, 3].map((seed) => normals([2, 30], seed));
    const rows = maps.map((array) => rowsOf(array)[1]!);
    const pairs = [pearson(rows[0]!, rows[1]!), pearson(rows[0]!, rows[2]!), pearson(rows[1]!, rows[2]!)];
    expect(mapAgreement(maps).pearson[1]).toBeCloseTo(pairs.reduce((a, b) => a + b, 0) / 3, 12);
    expect(() => mapAgreement([maps[0]!])).toThrow(/at least two/);
  });

  it('beyond two standard errors lie 4.6 % of normal numbers', () => {
    const maps = normals([1, 20000], 3);
    const errors = ndarray(new Float32Array(20000).fill(1), [1, 20000]);
    // Standard error √(0.0455 · 0.9545 / 20000) = 0.0015.
    expect(Math.abs(shareBeyondError(maps, errors)[0]! - 0.0455)).toBeLessThan(0.006);
  });
});

it('guided backprop has more in common with random concepts than the gradient and input × gradient', async () => {
  const random = isotropicConcepts(concept, { count: 10 });
  const explained = async (explainer: ReturnType<typeof gradient>) => {
    const [first, ...others] = (
      await explain(smallEncoder(), [concept, ...random], pictures(4), explainer)
    ).map(({ maps }) => maps);
    const { explainedByRandom } = conceptControl(first!, others);
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
