import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers gradients
import { functionEncoder, meanDifference } from '@csm/core';
import { matMul, reshape, setBackend, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { replaceConcept, replaceSession } from '../session/session.js';
import { defaultSettings, type MapSettings } from '../session/settings.js';
import { figureOf } from './figure.js';

// Two channels with opposite weights: they cancel in the sum, and each shows in the strongest and one by one.
const SIZE = 2 * 4 * 4;
const weights = Float32Array.from(
  { length: SIZE },
  (_, i) => (i % 2 === 0 ? 1 : -1) * (1 + Math.floor(i / 2)),
);
const run = { signal: new AbortController().signal, onProgress: () => {} };

beforeAll(async () => {
  await setBackend('cpu');
  const inputs = ndarray(
    Float32Array.from({ length: 2 * SIZE }, (_, i) => (i % 7) / 7),
    [2, 4, 4, 2],
  );
  await replaceSession({
    name: 'two channels',
    kind: 'pictures',
    ids: ['a', 'b'],
    inputs,
    encoder: functionEncoder((x: Tensor) => matMul(reshape(x, [-1, SIZE]), tensor2d(weights, [SIZE, 1])), {
      inputShape: [4, 4, 2],
      layout: 'channelsLast',
    }),
    latents: ndarray(new Float32Array([0, 1]), [2, 1]),
    attributes: [],
    notes: [],
  });
  const vector = meanDifference(
    'up',
    ndarray(new Float32Array([1]), [1, 1]),
    ndarray(new Float32Array([0]), [1, 1]),
  );
  replaceConcept({ vector, with: [1], without: [0] });
});

const figure = (changes: Partial<MapSettings>) =>
  figureOf(0, { ...defaultSettings.map, overlay: 1, ...changes }, ['gradient'], run);
const pictures = (svg: string) => svg.match(/href="data:image\/png;base64,[^"]+"/g) ?? [];

it('draws channels and sign as the page does', async () => {
  const sum = await figure({ channels: 'sum' });
  const strongest = await figure({ channels: 'maxAbs' });
  const each = await figure({ channels: 'each' });
  expect(pictures(strongest)).not.toEqual(pictures(sum)); // the sum is zero everywhere
  expect(each).toMatch(/Channel 1/);
  expect(each).toMatch(/Channel 2/);
  const positive = await figure({ channels: 'each', sign: 'positive' });
  expect(pictures(positive)).not.toEqual(pictures(each)); // the second channel has nothing for the concept
});
