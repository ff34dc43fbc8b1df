import '@tensorflow/tfjs-backend-cpu';
import { conceptScores, encode, explain, meanDifference } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import { selectSamples } from '@csm/datasets';
import { attentionBlocks } from '@csm/explainers/rules';
import { setBackend } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionMethods } from '../../methods/attention-methods.js';
import { rowsWith } from '../encoded.js';
import { openGround } from '../open-hard-ground.js';
import { sceneSet } from '../scenes/scene-set.js';
import { scenes } from '../scenes/settings.js';
import { openTransformer, scaled, transformerSeeds } from './transformer-ground.js';

beforeAll(() => setBackend('cpu'));

const { signal } = new AbortController();

describe.each(transformerSeeds)('the transformer of seed %i', (seed) => {
  it('tells the attributes for which it was trained, in scenes that it has not seen', async () => {
    const encoder = await openTransformer(seed, signal);
    const setOf = async (part: string) => {
      const { images, labels } = sceneSet({ part, seed, count: 200 });
      return { latents: await encode(encoder, scaled(images)), labels };
    };
    const [training, heldOut] = [await setOf('test training'), await setOf('test held out')];
    await encoder.dispose();
    for (const name of scenes.classifier.labels) {
      const side = ({ latents, labels }: typeof training, wanted: number): NdArray<Float32Array> =>
        selectSamples(latents, rowsWith(labels[name], wanted));
      const vector = meanDifference(name, side(training, 1), side(training, 0));
      const scoresOf = (wanted: number) => conceptScores(side(heldOut, wanted), [vector]).data;
      expect(rocAuc(scoresOf(1), scoresOf(0)), name).toBeGreaterThan(0.95);
    }
  });
});

it('has three attention layers, and every method for attention explains it', async () => {
  const encoder = await openTransformer(3, signal);
  expect(attentionBlocks(encoder.graph)).toHaveLength(3);
  const inputs = scaled(sceneSet({ part: 'test', seed: 3, count: 2 }).images);
  const latents = await encode(encoder, inputs);
  const vector = meanDifference(
    'first, not second',
    selectSamples(latents, [0]),
    selectSamples(latents, [1]),
  );
  for (const { name, make } of attentionMethods) {
    const explainer = make({ training: inputs });
    if (explainer === undefined) throw new Error(`${name} makes no explainer.`);
    const { maps } = await explain(encoder, vector, inputs, explainer);
    expect(maps.shape, name).toEqual([2, 32, 32, 3]);
    expect(Math.max(...maps.data), name).toBeGreaterThan(0);
  }
  await encoder.dispose();
});

it('refuses a seed without a transformer', async () => {
  const options = { models: '', signal, log: () => {}, onTraining: () => {} };
  await expect(openGround('transformer', 1, options)).rejects.toThrow(
    /^openGround: expected a seed of a trained transformer, 3, 4, 5; got 1;/,
  );
});
