import { readFile } from 'node:fs/promises';
import '@csm/wasm';
import { encode, meanDifference } from '@csm/core';
import { selectSamples, syntheticFaces } from '@csm/datasets';
import { onnxEncoder } from '@csm/onnx';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { replaceConcept, replaceSession } from '../session/session.js';
import { defaultSettings } from '../session/settings.js';
import { quizCalls } from './quiz-calls.js';
import { guessingProbability } from './tally.js';

let job = 0;
const play = async (seed: number, round: number, map = defaultSettings.map) => ({
  round: await quizCalls.startRound(seed, round, map, ++job),
  answer: await quizCalls.answerRound(++job),
});

beforeAll(async () => {
  await setBackend('wasm');
  const model = new URL('../../../onnx/encoder.onnx', import.meta.url);
  const encoder = await onnxEncoder(await readFile(model), { normalise: { mean: 0.5, std: 0.5 } });
  const { images, attributes, attributeNames } = syntheticFaces({ count: 200, size: 32, seed: 3 });
  const inputs = ndarray(new Float32Array(images.size), [200, 3, 32, 32]);
  for (let face = 0; face < 200; face++)
    for (let c = 0; c < 3; c++)
      for (let y = 0; y < 32; y++)
        for (let x = 0; x < 32; x++) inputs.set(face, c, y, x, images.get(face, y, x, c));
  const latents = await encode(encoder, inputs, { batchSize: 64 });
  const ids = [...Array(200).keys()];
  await replaceSession({
    ...{
      name: 'faces',
      kind: 'pictures',
      ids: ids.map(String),
      inputs,
      attributes: [],
      encoder,
      latents,
      notes: [],
    },
  });
  const column = attributeNames.indexOf('Eyeglasses');
  const rows = (value: number) => ids.filter((face) => attributes.get(face, column) === value);
  const [having, lacking] = [rows(1), rows(0)];
  const vector = meanDifference(
    'Eyeglasses',
    selectSamples(latents, having),
    selectSamples(latents, lacking),
  );
  replaceConcept({ vector, with: having, without: lacking });
});

it('shows ten maps of an input that has the concept, the same ones for the same seed and round', async () => {
  const first = await play(5, 0);
  expect(first.round.choices).toHaveLength(10);
  expect((await play(5, 0)).round).toEqual(first.round);
  expect((await play(5, 1)).round.input).not.toBe(first.round.input);
  // Nothing that the page gets before the answer differs between the choices, except for the maps.
  for (const choice of first.round.choices) {
    expect(Object.keys(choice)).toEqual(Object.keys(first.round.choices[0]!));
    expect(choice.picture).toMatchObject({ width: 32, height: 32 });
  }
});

it('puts the real map at every place equally often', async () => {
  const counts = new Array(10).fill(0);
  for (let seed = 0; seed < 60; seed++) {
    counts[(await play(seed, 0, { ...defaultSettings.map, method: 'gradient' })).answer.real]++;
  }
  // χ² with 9 degrees of freedom: 27.9 is exceeded with probability .001.
  expect(counts.reduce((sum, n) => sum + (n - 6) ** 2 / 6, 0)).toBeLessThan(27.9);
});

/** Picks the map that has most of its red in the band of the eyes, as somebody would who knows what glasses are. */
function byTheEyes(choices: Awaited<ReturnType<typeof quizCalls.startRound>>['choices']): number {
  const shares = choices.map(({ picture }) => {
    const colour = Array.from({ length: 32 * 32 }, (_, i) =>
      Math.max(0, picture!.data[4 * i]! - picture!.data[4 * i + 2]!),
    );
    const total = colour.reduce((a, b) => a + b, 0) || 1;
    return colour.slice(10 * 32, 18 * 32).reduce((a, b) => a + b, 0) / total;
  });
  return shares.indexOf(Math.max(...shares));
}

it('can be won where the maps depend on the concept', async () => {
  let hits = 0;
  for (let round = 0; round < 20; round++) {
    const { round: shown, answer } = await play(11, round);
    if (byTheEyes(shown.choices) === answer.real) hits++;
    expect(answer.dependsOnConcept).toBe(true);
  }
  expect(guessingProbability({ rounds: 20, hits }, 10)).toBeLessThan(1e-3);
});

/** Picks the picture that resembles the others least, as somebody might who does not know what the concept is. */
function theOddOne(choices: Awaited<ReturnType<typeof quizCalls.startRound>>['choices']): number {
  const colours = choices.map(({ picture }) =>
    Array.from({ length: 32 * 32 }, (_, i) => picture!.data[4 * i]! - picture!.data[4 * i + 2]!),
  );
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const likeness = colours.map((one) =>
    colours.reduce(
      (sum, other) => sum + Math.abs(dot(one, other)) / Math.sqrt(dot(one, one) * dot(other, other) + 1),
      0,
    ),
  );
  return likeness.indexOf(Math.min(...likeness));
}

it('cannot be won without knowing the concept', async () => {
  for (const method of ['integratedGradients', 'guidedBackprop'] as const) {
    let hits = 0;
    for (let round = 0; round < 25; round++) {
      const map = { ...defaultSettings.map, steps: 8, method };
      const { round: shown, answer } = await play(17, round, map);
      if (theOddOne(shown.choices) === answer.real) hits++;
    }
    expect(guessingProbability({ rounds: 25, hits }, 10)).toBeGreaterThan(1e-3);
  }
});
