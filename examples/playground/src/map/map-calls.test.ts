import { conceptVector, functionDecoder, functionEncoder } from '@csm/core';
import { matMul, reshape, setBackend, type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { replaceConcept, replaceSession, type Session } from '../session/session.js';
import { defaultSettings, type MapSettings } from '../session/settings.js';
import { explained } from './explained.js';
import { fittingMethods } from './fitting-methods.js';
import { mapCalls } from './map-calls.js';

// Pictures of two channels, channels first; the latents are the sums of the left and the right half, scaled so that the
// decoder, the transpose, gives them back.
const [COUNT, SIDE, SIZE] = [40, 4, 32];
const isLeft = (i: number) => i % SIDE < SIDE / 2;
const weights = Float32Array.from({ length: 2 * SIZE }, (_, i) =>
  isLeft(Math.floor(i / 2)) === (i % 2 === 0) ? 1 / 4 : 0,
);
const hasConcept = (row: number) => row % 2 === 0;
const noise = (i: number) => 0.1 * (Math.abs(Math.sin(12.9898 * (i + 1)) * 43758.5453) % 1);
const inputs = ndarray(
  Float32Array.from(
    { length: COUNT * SIZE },
    (_, i) => 0.4 + noise(i) + (hasConcept(Math.floor(i / SIZE)) && isLeft(i) ? 0.15 : 0),
  ),
  [COUNT, 2, SIDE, SIDE],
);
const pixels = (row: number) => inputs.data.slice(row * SIZE, (row + 1) * SIZE);
const sum = (list: ArrayLike<number>) => Array.from(list).reduce((a, b) => a + b, 0);
const half = (row: number, left: boolean) => sum(pixels(row).filter((_, i) => isLeft(i) === left)) / 4;
const scores = Array.from({ length: COUNT }, (_, row) => 2 * half(row, true));
const rows = (value: boolean) => scores.flatMap((_, row) => (hasConcept(row) === value ? [row] : []));
const mean = (list: readonly number[]) => sum(list) / list.length;

let passes = 0;
const encoder = functionEncoder(
  (x: Tensor) => {
    passes += 1;
    return matMul(reshape(x, [-1, SIZE]), tensor2d(weights, [SIZE, 2]));
  },
  { inputShape: [2, SIDE, SIDE], layout: 'channelsFirst' },
);
const decoder = functionDecoder((z) =>
  reshape(matMul(z, tensor2d(weights, [SIZE, 2]), false, true), [-1, 2, SIDE, SIDE]),
);
const latents = ndarray(
  Float32Array.from({ length: 2 * COUNT }, (_, i) => half(Math.floor(i / 2), i % 2 === 0)),
  [COUNT, 2],
);
const session: Session = {
  name: 'halves',
  kind: 'pictures',
  ids: scores.map((_, row) => `${row}`),
  ...{ inputs, encoder, decoder, latents, attributes: [], notes: [] },
};
const makeConcept = () =>
  replaceConcept({ vector: conceptVector('left', [2, 0]), with: rows(true), without: rows(false) });
const settingsOf = (changes: Partial<MapSettings>): MapSettings => ({ ...defaultSettings.map, ...changes });
const run = { signal: new AbortController().signal, onProgress: () => {} };
let job = 1000;

beforeAll(async () => {
  await setBackend('cpu');
  await replaceSession(session);
  makeConcept();
});

describe('maps of a linear encoder', () => {
  const slope = (i: number) => (isLeft(i) ? 2 / 4 : 0);
  const average = (i: number) => mean(scores.map((_, row) => pixels(row)[i]!));
  it.each<[Partial<MapSettings>, (x: number, i: number) => number]>([
    [{ method: 'gradient' }, (_, i) => slope(i)],
    [{ method: 'smoothGrad', steps: 5 }, (_, i) => slope(i)],
    [{ method: 'inputXGradient' }, (x, i) => x * slope(i)],
    [{ method: 'integratedGradients', baseline: 'zeros' }, (x, i) => x * slope(i)],
    [{ method: 'integratedGradients', baseline: 'mean' }, (x, i) => (x - average(i)) * slope(i)],
  ])('%j has the closed form', async (changes, expected) => {
    const { maps } = await explained(3, settingsOf(changes), run);
    const wanted = [...pixels(3)].map(expected);
    [...maps.data].forEach((value, i) => {
      expect(value).toBeCloseTo(wanted[i]!, 5);
    });
  });

  it.each(['kernelShap', 'shapley'] as const)(
    'adds up to the change of the score for %s, with patches as features',
    async (method) => {
      const settings = settingsOf({ method, steps: 200, baseline: 'zeros' });
      const { sum, score } = await mapCalls.drawMap(3, settings, ++job);
      expect(score).toBeCloseTo(scores[3]!, 5);
      expect(sum).toBeCloseTo(scores[3]!, 4);
    },
  );
});

it('offers a model without layers no method that needs them, and counts no noise', () => {
  const expected = [
    ...['gradient', 'inputXGradient', 'integratedGradients', 'smoothGrad'],
    ...['guidedBackprop', 'rectifiedGradient', 'deconvnet', 'gradientShap', 'occlusion', 'rise'],
    ...['shapley', 'kernelShap', 'sobolAttribution', 'hsicAttribution'],
  ];
  expect(fittingMethods(session)).toEqual(expected);
  const counts = fittingMethods({ ...session, tissue: {} as never });
  expect(counts).toEqual(expected.filter((method) => method !== 'smoothGrad'));
  // A row of 32 numbers has too many sets of features.
  const row = functionEncoder((x: Tensor) => matMul(x, tensor2d(weights, [SIZE, 2])), { inputShape: [SIZE] });
  expect(fittingMethods({ ...session, encoder: row, inputs: ndarray(inputs.data, [COUNT, SIZE]) })).toEqual(
    expected.filter((method) => method !== 'shapley' && method !== 'sobolAttribution'),
  );
  const { encoder: _, ...withoutModel } = session;
  expect(fittingMethods(withoutModel)).toEqual([]);
});

it('computes a map once for a concept, however it is drawn', async () => {
  const draw = (changes: Partial<MapSettings>) =>
    mapCalls.drawMap(5, settingsOf({ method: 'gradient', ...changes }), ++job);
  const first = await draw({});
  const before = passes;
  const changes: Partial<MapSettings>[] = [
    { sign: 'absolute' },
    { channels: 'each' },
    { steps: 7 },
    { baseline: 'zeros' },
  ];
  for (const change of changes) await draw(change);
  expect(passes).toBe(before);
  expect((await draw({ channels: 'each' })).drawn!.pictures).toHaveLength(2);
  makeConcept();
  expect(await draw({})).toEqual(first);
  expect(passes).toBeGreaterThan(before);
});

it('compares methods, and says which one does not fit the encoder', async () => {
  const found = await mapCalls.compareMaps(1, defaultSettings.map, ['gradient', 'deepLift', 'rise'], ++job);
  expect(found.map(({ map }) => map !== undefined)).toEqual([true, false, true]);
  expect(found[1]!.error).toMatch(/^deepLift: /);
});

it('moves the latent by the concept vector, and scores what the decoder draws', async () => {
  const { steps } = await mapCalls.traverse(4, ++job);
  expect(steps.map(({ alpha }) => alpha)).toEqual(Array.from({ length: 17 }, (_, i) => -2 + i / 4));
  for (const { alpha, score, decodedScore } of steps) {
    expect(score).toBeCloseTo(scores[4]! + 4 * alpha, 4);
    expect(decodedScore).toBeCloseTo(score, 4);
  }
});

describe('counterfactual', () => {
  it.each([4, 5])('moves input %i to the mean score of the other examples', async (input) => {
    const found = await mapCalls.counterfactual(input, ++job);
    const target = mean(rows(!hasConcept(input)).map((row) => scores[row]!));
    expect(found.target).toBeCloseTo(target, 5);
    expect(found.reached).toBeCloseTo(target, 4);
    expect(found.real).toBeUndefined();
  });

  it('is the real input that is nearest to the moved latent where there is no decoder', async () => {
    const { decoder: _, ...withoutDecoder } = session;
    await replaceSession(withoutDecoder);
    makeConcept();
    const found = await mapCalls.counterfactual(4, ++job);
    const target = mean(rows(false).map((row) => scores[row]!));
    const distances = scores.map((score, row) =>
      row === 4 ? Infinity : Math.hypot((score - target) / 2, half(row, false) - half(4, false)),
    );
    expect(found.real).toBe(distances.indexOf(Math.min(...distances)));
    expect(found.reached).toBeCloseTo(scores[found.real!]!, 4);
    await expect(mapCalls.traverse(4, ++job)).rejects.toThrow(/needs the decoder/);
    await replaceSession(session);
    makeConcept();
  });
});

describe('testRegions', () => {
  it('finds the half that the encoder reads', async () => {
    const { areas, level, size } = await mapCalls.testRegions(1, 2, defaultSettings.map, ++job);
    expect(size).toEqual([SIDE, SIDE]);
    const significant = areas.filter(({ q }) => q <= level).map(({ x, y }) => [x, y]);
    expect(significant.sort()).toEqual([
      [0, 0],
      [0, 2],
    ]);
    // The vector that is made again has a little of the right half, by chance.
    for (const { x, effect } of areas) if (x > 0) expect(effect).toBeCloseTo(0, 2);
  });

  it('needs examples on both sides', async () => {
    replaceConcept({ vector: conceptVector('left', [2, 0]), with: [0, 2, 4], without: rows(false) });
    await expect(mapCalls.testRegions(1, 2, defaultSettings.map, ++job)).rejects.toThrow(
      'Testing regions needs at least 8 examples with the concept and 8 without; this concept has 3 and 20.',
    );
    makeConcept();
  });
});
