import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { type ConceptVector, conceptVector } from '../concepts/concept-vector.js';
import { encode } from '../encode/encode.js';
import { layersEncoder } from '../encoders/layers-model/layers-encoder.js';
import { explain } from './explain.js';
import type { ExplainOptions } from './explain-options.js';
import type { Explainer } from './explainer.js';

beforeAll(() => useBackend('cpu'));

const encoder = () =>
  layersEncoder(tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] }));
const concept = conceptVector('c', [1, 2]);
const inputs = (count = 3) => ndarray(new Float32Array(3 * count).fill(1), [count, 3]);
const doubtful: Explainer = {
  name: 'doubtful',
  linear: true,
  async attribute({ scores }, batch, { onWarning }) {
    onWarning?.('doubtful: so it is.');
    return { maps: scores.map(() => tf.zerosLike(batch)) };
  },
};

async function warningsOf(concepts: ConceptVector[]): Promise<string[]> {
  const warnings: string[] = [];
  const options = { batchSize: 1, onWarning: (message: string) => warnings.push(message) };
  await explain(encoder(), concepts, inputs(), doubtful, options);
  return warnings;
}

it('a warning is given once per run, not once per batch', async () => {
  expect(await warningsOf([concept])).toEqual([
    'doubtful: so it is.',
    'explain: the maps of "c" by doubtful are zero everywhere: nothing was attributed.',
  ]);
});

it('warnings of zero maps name all concepts, not latent dimensions, also if latent dimensions were explained', async () => {
  expect(await warningsOf([concept, concept, concept])).toContain(
    'explain: the maps of all concepts by doubtful are zero everywhere: nothing was attributed.',
  );
});

it.each([
  [
    { signal: new AbortController() },
    /signal must be an AbortSignal; got an object of type AbortController; pass controller\.signal\.$/,
  ],
  [{ signal: null }, /signal must be an AbortSignal; got null/],
  [{ onProgress: 1 }, /onProgress must be a function; got a number/],
])('an invalid signal or callback is rejected: %j', async (options, message) => {
  const run = explain(encoder(), concept, inputs(), doubtful, options as unknown as ExplainOptions);
  await expect(run).rejects.toThrow(message);
  await expect(encode(encoder(), inputs(), options as unknown as ExplainOptions)).rejects.toThrow(message);
});

it('disposed inputs are rejected by name', async () => {
  const gone = tf.ones([2, 3]);
  gone.dispose();
  const message = 'the inputs are a tensor that was disposed.';
  await expect(explain(encoder(), concept, gone, doubtful)).rejects.toThrow(`explain: ${message}`);
  await expect(encode(encoder(), gone)).rejects.toThrow(`encode: ${message}`);
});
