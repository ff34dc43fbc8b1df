import { conceptVector, explain, layersEncoder } from '@csm/core';
import { gradient, inputXGradient } from '@csm/explainers';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import * as main from '../src/index.js';
import { gaussianBlur, sumChannels } from '../src/measures.js';
import { normals } from './small-vae.js';

beforeAll(() => useBackend('cpu'));

const [count, height, width, channels] = [2, 8, 9, 3];
const shape = [count, height, width, channels];
const layout = 'channelsFirst';
const [maps, inputs] = [normals(shape, 1), normals(shape, 2)];
const donors = normals(shape, 6);
const others = [3, 4, 5].map((seed) => normals(shape, seed));
const masks = ndarray(
  Float32Array.from({ length: height * width }, (_, at) => (at % width < 3 ? 1 : 0)),
  [height, width],
);

/** The same pictures with the channels first, also in memory. */
const first = (array: NdArray): NdArray<Float32Array> => {
  const view = array.transpose(0, 3, 1, 2);
  const values: number[] = [];
  for (let n = 0; n < view.shape[0]!; n++)
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) values.push(view.get(n, c, y, x));
  return ndarray(Float32Array.from(values), view.shape);
};
/** A score that differs between all features, of pictures with the channels last. */
const score = (pictures: NdArray) =>
  Array.from({ length: pictures.shape[0]! }, (_, n) => {
    let sum = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) sum += Math.sin(y + 2 * x + 5 * c) * pictures.get(n, y, x, c) ** 2;
    return sum;
  });
const scoreFirst = (pictures: NdArray) => {
  expect(pictures.shape.slice(1)).toEqual([channels, height, width]);
  return score(pictures.transpose(0, 2, 3, 1));
};
const magnitudes = { channels: 'sumOfMagnitudes' } as const;
const blur = { replacement: { blur: 1.5 } };

/** Each measure of channels-last pictures, and the same of the transposed pictures. */
const measures: Record<string, [() => unknown, (layout?: 'channelsFirst') => unknown]> = {
  sumChannels: [() => sumChannels(maps), (layout) => sumChannels(first(maps), { layout })],
  gaussianBlur: [
    () => first(gaussianBlur(maps, 1.5)),
    (layout) => gaussianBlur(first(maps), 1.5, { layout }),
  ],
  localisation: [
    () => main.localisation(maps, masks),
    (layout) => main.localisation(first(maps), masks, { layout }),
  ],
  'localisation of magnitudes': [
    () => main.localisation(maps, masks, magnitudes),
    (layout) => main.localisation(first(maps), masks, { ...magnitudes, layout }),
  ],
  conceptControl: [
    () => main.conceptControl(maps, others),
    (layout) => main.conceptControl(first(maps), others.map(first), { layout }),
  ],
  zMaps: [
    () => main.zMaps(maps, others, magnitudes),
    (layout) => main.zMaps(first(maps), others.map(first), { ...magnitudes, layout }),
  ],
  conceptDependence: [
    () => main.conceptDependence({ name: 'c', explainer: 'e', maps }, others),
    (layout) =>
      main.conceptDependence({ name: 'c', explainer: 'e', maps: first(maps) }, others.map(first), { layout }),
  ],
  evidenceOverlap: [
    () => main.evidenceOverlap(maps, others[0]!),
    (layout) => main.evidenceOverlap(first(maps), first(others[0]!), { layout }),
  ],
  mapAgreement: [
    () => main.mapAgreement(others),
    (layout) => main.mapAgreement(others.map(first), { layout }),
  ],
  generativeAgreement: [
    () => main.generativeAgreement(maps, inputs),
    (layout) => main.generativeAgreement(first(maps), first(inputs), { layout }),
  ],
  checkerboard: [() => main.checkerboard(maps), (layout) => main.checkerboard(first(maps), { layout })],
  perturbationCurve: [
    () => main.perturbationCurve(score, inputs, maps, { steps: 7, patch: 2 }),
    (layout) =>
      main.perturbationCurve(scoreFirst, first(inputs), first(maps), { steps: 7, patch: 2, layout }),
  ],
  'perturbationCurve by magnitude': [
    () => main.perturbationCurve(score, inputs, maps, { steps: 7, sign: 'absolute', kind: 'insertion' }),
    (layout) =>
      main.perturbationCurve(scoreFirst, first(inputs), first(maps), {
        steps: 7,
        sign: 'absolute',
        kind: 'insertion',
        layout,
      }),
  ],
  deletionGap: [
    () => main.deletionGap(score, inputs, maps, { ...blur, steps: 5 }),
    (layout) => main.deletionGap(scoreFirst, first(inputs), first(maps), { ...blur, steps: 5, layout }),
  ],
  infidelity: [
    () => main.infidelity(score, inputs, maps, { square: 3, samples: 5, ...blur }),
    (layout) =>
      main.infidelity(scoreFirst, first(inputs), first(maps), { square: 3, samples: 5, ...blur, layout }),
  ],
  relevanceMass: [
    () => main.relevanceMass(maps, masks),
    (layout) => main.relevanceMass(first(maps), masks, { layout }),
  ],
  relevanceRank: [
    () => main.relevanceRank(maps, masks, magnitudes),
    (layout) => main.relevanceRank(first(maps), masks, { ...magnitudes, layout }),
  ],
  sparseness: [() => main.sparseness(maps), (layout) => main.sparseness(first(maps), { layout })],
  complexity: [
    () => main.complexity(maps, magnitudes),
    (layout) => main.complexity(first(maps), { ...magnitudes, layout }),
  ],
  road: [
    () => main.road(score, inputs, maps, { fractions: [0.2, 0.6], seed: 2 }),
    (layout) => main.road(scoreFirst, first(inputs), first(maps), { fractions: [0.2, 0.6], seed: 2, layout }),
  ],
  irof: [
    () => main.irof(score, inputs, maps),
    (layout) => main.irof(scoreFirst, first(inputs), first(maps), { layout }),
  ],
};

describe('measures of transposed pictures are the same, exactly', () => {
  it.each(Object.entries(measures))('%s', async (_, [expected, found]) => {
    expect(await found(layout)).toEqual(await expected());
  });

  it('infidelity by noise', async () => {
    const options = { samples: 5, seed: 1 };
    expect(await main.infidelity(scoreFirst, first(inputs), first(maps), { ...options, layout })).toEqual(
      await main.infidelity(score, inputs, maps, options),
    );
  });

  it.each(Object.entries(measures))('%s refuses them without a layout', async (name, [, found]) => {
    const [caller] = name.split(' ');
    await expect((async () => found())()).rejects.toThrow(
      new RegExp(
        `^${caller}: expected the layout of (the )?(maps|inputs); \\[3, 8, 9\\] looks like channels-first pictures; pass `,
      ),
    );
  });
});

describe('an encoder of channels-first pictures', () => {
  const model = (transposed: boolean) => {
    const { layers, initializers } = tfl;
    const init = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
    const input = tfl.input({ shape: transposed ? [channels, height, width] : [height, width, channels] });
    const start = transposed ? layers.permute({ dims: [2, 3, 1] }).apply(input) : input;
    const hidden = layers.conv2d({ filters: 4, kernelSize: 3, activation: 'tanh', ...init(1) }).apply(start);
    const latent = layers.dense({ units: 3, ...init(2) }).apply(layers.flatten().apply(hidden));
    return layersEncoder(tfl.model({ inputs: input, outputs: latent as tfl.SymbolicTensor }));
  };
  const concept = conceptVector('c', [1, -2, 0.5]);
  const quiet = { onWarning: () => {} };

  it('has the same evaluation, model control and gate', async () => {
    const options = { masks, randomConcepts: 3, steps: 4, samples: 4, ...magnitudes, ...quiet };
    const explainers = [gradient(), inputXGradient()];
    const groups = ['concept control', 'localisation', 'faithfulness'] as const;
    const [last, transposed] = [model(false), model(true)];
    expect(transposed.layout).toBe(layout);
    const expected = await main.evaluate(last, concept, inputs, explainers, { ...options, groups });
    const found = await main.evaluate(transposed, concept, first(inputs), explainers, { ...options, groups });
    // Sensitivity and infidelity draw noise for each number in the order of the memory.
    const comparable = ({ rows }: main.Evaluation) =>
      rows.filter(({ measure }) => !/noise|sensitivity/.test(measure));
    expect(comparable(found)).toEqual(comparable(expected));

    const control = (encoder: typeof last, x: NdArray) =>
      main.modelControl(encoder, concept, x, gradient(), quiet);
    const stages = await control(transposed, first(inputs));
    const withoutNames = (all: typeof stages) => all.map(({ layer: _, ...stage }) => stage);
    expect(stages.length).toBe(2);
    expect(withoutNames(stages)[1]).toMatchObject({ absoluteSpearman: expect.any(Number) });

    const gated = await main.explainWithGate(transposed, concept, first(inputs), gradient(), {
      ...quiet,
      donors: first(donors),
      randomConcepts: 2,
    });
    const expectedGate = await main.explainWithGate(last, concept, inputs, gradient(), {
      ...quiet,
      donors,
      randomConcepts: 2,
    });
    expect(gated.gate.map.verdict).toBe(expectedGate.gate.map.verdict);
    expect(gated.gate.map.measured!.overlap).toBeCloseTo(expectedGate.gate.map.measured!.overlap, 5);
    expect((await explain(transposed, concept, first(inputs), gradient())).layout).toBe(layout);
  });

  it('whose layout is unknown is refused by evaluate before the run', async () => {
    const { layout: _, ...unknown } = model(true);
    await expect(main.evaluate(unknown, concept, first(inputs), [gradient()], quiet)).rejects.toThrow(
      'evaluate: expected the layout of the inputs; [3, 8, 9] looks like channels-first pictures; make the encoder with ',
    );
  });
});
