import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { conservation } from '../../methods/lrp/conservation.js';
import { lrp } from '../../methods/lrp/lrp.js';
import { epsilonAlpha2Beta1Flat } from './epsilon-alpha2-beta1-flat.js';
import { epsilonGammaBox } from './epsilon-gamma-box.js';
import { epsilonPlus } from './epsilon-plus.js';
import { epsilonPlusFlat } from './epsilon-plus-flat.js';
import { relevanceRules } from './relevance-rules.js';

beforeAll(() => useBackend('cpu'));

const MEAN = [0.485, 0.456, 0.406];
const STD = [0.229, 0.224, 0.225];
const normalised = (x: number, at: number) => (x - MEAN[at % 3]!) / STD[at % 3]!;
const limits = (x: number) => MEAN.map((_, channel) => normalised(x, channel));

const concept = conceptVector('c', [0.7, -0.4, 0.9]);
/** Pixels from 0.1 to 0.9, and a black one. */
const pixels = ndarray(
  Float32Array.from({ length: 2 * 108 }, (_, i) => (i < 3 ? 0 : 0.5 + 0.4 * Math.sin(7 * i + i * i))),
  [2, 6, 6, 3],
);

function model(): tfl.LayersModel {
  const kernelInitializer = (seed: number) => tfl.initializers.randomNormal({ seed, stddev: 0.5 });
  return tfl.sequential({
    layers: [
      tfl.layers.conv2d({
        filters: 4,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [6, 6, 3],
        kernelInitializer: kernelInitializer(1),
      }),
      tfl.layers.flatten(),
      tfl.layers.dense({ units: 3, kernelInitializer: kernelInitializer(2) }),
    ],
  });
}

describe('relevanceRules', () => {
  it('rejects what is not a list of pairs', () => {
    expect(() => relevanceRules(undefined as never)).toThrow(
      'relevanceRules: pairs must be an array; got undefined.',
    );
  });

  const presets = {
    epsilonPlus: epsilonPlus(),
    epsilonPlusFlat: epsilonPlusFlat(),
    epsilonAlpha2Beta1Flat: epsilonAlpha2Beta1Flat(),
    epsilonGammaBox: epsilonGammaBox({ low: limits(0), high: limits(1) }),
  };

  it.each(Object.entries(presets))('%s gives the map of the normalised inputs', async (_, rules) => {
    const network = model();
    const inside = layersEncoder(network, { normalise: { mean: MEAN, std: STD } });
    const before = ndarray(pixels.data.map(normalised), pixels.shape);
    const expected = (await explain(layersEncoder(network), concept, before, lrp({ rules }))).maps.data;
    const got = (await explain(inside, concept, pixels, lrp({ rules }))).maps.data;
    const largest = Math.max(...expected.map(Math.abs));
    expect(largest).toBeGreaterThan(0.1);
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(got[i]! - value)).toBeLessThan(1e-5 * largest);
    }
    const report = await conservation(inside, concept, pixels, lrp({ rules }));
    expect(Math.abs(report.inputs - report.score)).toBeLessThan(1e-3);
  });
});
