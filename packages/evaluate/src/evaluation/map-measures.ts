import { type ChannelOptions, type ImageLayout, mean, rows } from '@csm/base';
import { type ConceptVector, type EncodeOptions, type Encoder, encode } from '@csm/core';
import type { NdArray } from 'ndarray';
import { complexity } from '../complexity/complexity.js';
import { sparseness } from '../complexity/sparseness.js';
import { type ConceptControlOptions, conceptControl } from '../controls/concept-control.js';
import { conceptChange } from '../faithfulness/concept-change.js';
import type { DecodeFunction } from '../faithfulness/decode-function.js';
import { deletionGap } from '../faithfulness/deletion-gap.js';
import { generativeAgreement } from '../faithfulness/generative-agreement.js';
import { infidelities } from '../faithfulness/infidelity.js';
import type { Replacement } from '../faithfulness/replacement.js';
import type { ScoreFunction } from '../faithfulness/score-function.js';
import { localisation } from '../localisation/localisation.js';
import { relevanceRank } from '../localisation/relevance-rank.js';
import { nanMean } from '../statistics/nan-mean.js';
import type { MapMeasure, Measurement } from './measurement.js';

/** {@link localisation} and {@link relevanceRank} of magnitudes. */
export function localisationMeasure(
  masks: NdArray,
  within: NdArray | undefined,
  channels: ChannelOptions,
): MapMeasure {
  return (maps, randomMaps) => {
    const measured = (each: NdArray) => ({
      ...localisation(each, masks, { ...channels, within }),
      rank: relevanceRank(each, masks, { ...channels, within }),
    });
    const concept = measured(maps);
    const random = randomMaps.map(measured);
    const area = mean(concept.area);
    const chances = { mass: area, pointing: area, auc: 0.5, averagePrecision: area, rank: area };
    return (['mass', 'pointing', 'auc', 'averagePrecision', 'rank'] as const).map((name) => ({
      measure: `localisation: ${name}`,
      chance: chances[name],
      concept: concept[name],
      random: random.map((each) => each[name]),
    }));
  };
}

/** {@link sparseness} and {@link complexity}. */
export function complexityMeasure(channels: ChannelOptions): MapMeasure {
  return (maps, randomMaps) =>
    Object.entries({ sparseness, entropy: complexity }).map(([name, measure]) => ({
      measure: `complexity: ${name}`,
      chance: Number.NaN,
      concept: measure(maps, channels),
      random: randomMaps.map((each) => measure(each, channels)),
    }));
}

/**
 * {@link conceptControl}: the share of the concept's map that maps of random concepts explain; the control is the
 * same for the first random concept's map and the others.
 */
export const controlMeasure =
  (options: ConceptControlOptions): MapMeasure =>
  async (maps, [firstRandom, ...otherRandom]) => {
    const concept = await conceptControl(maps, [firstRandom!, ...otherRandom], options);
    const random = await conceptControl(firstRandom!, otherRandom, options);
    const perInput = (similarity: NdArray<Float64Array>) =>
      Array.from(rows(similarity.data, similarity.shape[1] ?? 1), nanMean);
    const chances = { pearson: 0, spearman: 0, ssim: Number.NaN, topOverlap: 0.1 };
    return [
      {
        measure: 'concept control: explained by random',
        chance: Number.NaN,
        concept: concept.explainedByRandom,
        random: [random.explainedByRandom],
      },
      ...(['pearson', 'spearman', 'ssim', 'topOverlap'] as const).map((name) => ({
        measure: `concept control: ${name}`,
        chance: chances[name],
        concept: perInput(concept.similarity[name]),
        random: [perInput(random.similarity[name])],
      })),
    ];
  };

/**
 * {@link deletionGap} with each replacement; only for two random concepts, since every map costs separate encoder
 * passes.
 */
export function deletionMeasure(
  score: ScoreFunction,
  inputs: NdArray,
  replacements: Readonly<Record<string, Replacement>>,
  options: { steps: number; seed: number; layout: ImageLayout | undefined; signal: AbortSignal | undefined },
): MapMeasure {
  return async (maps, randomMaps) => {
    const measurements: Measurement[] = [];
    for (const [name, replacement] of Object.entries(replacements)) {
      const gaps = (each: NdArray) => deletionGap(score, inputs, each, { ...options, replacement });
      const concept = await gaps(maps);
      const random: Float64Array[] = [];
      for (const each of randomMaps.slice(0, 2)) random.push(await gaps(each));
      measurements.push({ measure: `faithfulness: deletion gap, ${name}`, chance: 0, concept, random });
    }
    return measurements;
  };
}

/**
 * Share of the score's changes that the map predicts: {@link infidelities} with noise and, for pictures, with
 * squares.
 */
export function infidelityMeasure(
  score: ScoreFunction,
  inputs: NdArray,
  options: {
    samples: number;
    seed: number;
    layout: ImageLayout | undefined;
    signal: AbortSignal | undefined;
  },
): MapMeasure {
  const [, ...shape] = inputs.shape;
  const [height = 1, width = 1] = options.layout === 'channelsFirst' ? shape.slice(1) : shape;
  const square = Math.max(1, Math.round(Math.min(height, width) / 6));
  const isPicture = inputs.shape.length === 4;
  return async (maps, randomMaps) => {
    const kinds = [['noise', {}] as const, ...(isPicture ? [['squares', { square }] as const] : [])];
    const measurements: Measurement[] = [];
    for (const [name, kind] of kinds) {
      const found = await infidelities(score, inputs, [maps, ...randomMaps], { ...options, ...kind });
      const [concept, ...random] = found.map(({ explained }) => explained);
      const measure = `faithfulness: explained, ${name}`;
      measurements.push({ measure, chance: 1 / options.samples, concept: concept ?? [], random });
    }
    return measurements;
  };
}

/** Measures {@link generativeAgreement} between maps and the decoder's change along the concept. */
export async function generativeMeasure(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  decode: DecodeFunction,
  options: EncodeOptions,
): Promise<MapMeasure> {
  const latents = await encode(encoder, inputs, options);
  const changes = await conceptChange(decode, latents, concept);
  const chances = { signed: 0, magnitude: Number.NaN, topOverlap: 0.1 };
  return (maps, randomMaps) => {
    const agreement = generativeAgreement(maps, changes, { layout: encoder.layout });
    const random = randomMaps.map((each) => generativeAgreement(each, changes, { layout: encoder.layout }));
    return (['signed', 'magnitude', 'topOverlap'] as const).map((name) => ({
      measure: `generative agreement: ${name}`,
      chance: chances[name],
      concept: agreement[name],
      random: random.map((each) => each[name]),
    }));
  };
}
