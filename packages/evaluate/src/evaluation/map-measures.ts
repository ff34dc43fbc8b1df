import type { ConceptVector, EncodeOptions, Encoder } from '@csm/core';
import { encode } from '@csm/core';
import type { NdArray } from 'ndarray';
import { conceptControl } from '../controls/concept-control.js';
import {
  conceptChange,
  type DecodeFunction,
  generativeAgreement,
} from '../faithfulness/generative-agreement.js';
import { infidelities } from '../faithfulness/infidelity.js';
import { deletionGap } from '../faithfulness/perturbation-curve.js';
import type { Replacement } from '../faithfulness/replacement.js';
import type { ScoreFunction } from '../faithfulness/score-function.js';
import { localisation } from '../localisation/localisation.js';
import { meanDefined } from '../maps/mean.js';
import { similarityNames } from '../similarity/map-similarity.js';

/** What one measure found for several maps of the same inputs: the concept's first, then those of random concepts. */
export interface Measured {
  readonly measure: string;
  /** What maps that know nothing reach; NaN where it is not known. */
  readonly chance: number;
  /** A number an input for each of the maps; fewer maps than given where a measure is costly. */
  readonly values: readonly ArrayLike<number>[];
}

/** A group of measures, as a function of maps: the concept's first, then those of random concepts. */
export type MapMeasure = (maps: readonly NdArray[]) => Promise<Measured[]> | Measured[];

/** {@link localisation} of magnitudes. */
export function localisationMeasure(masks: NdArray, within: NdArray | undefined): MapMeasure {
  return (maps) => {
    const found = maps.map((one) => localisation(one, masks, { within }));
    const area = found[0]!.area.reduce((a, b) => a + b, 0) / found[0]!.area.length;
    const nulls = { mass: area, pointing: area, auc: 0.5, averagePrecision: area };
    return (['mass', 'pointing', 'auc', 'averagePrecision'] as const).map((name) => ({
      measure: `localisation: ${name}`,
      chance: nulls[name],
      values: found.map((one) => one[name]),
    }));
  };
}

/** {@link conceptControl}: what the concept's map has in common with random ones; beside it, what a random one has. */
export const controlMeasure: MapMeasure = (maps) => {
  const [first, ...random] = maps;
  const concept = conceptControl(first!, random);
  const among = conceptControl(random[0]!, random.slice(1));
  const perInput = ({ shape, data }: NdArray<Float64Array>) =>
    Array.from({ length: shape[0]! }, (_, i) =>
      meanDefined(data.subarray(i * shape[1]!, (i + 1) * shape[1]!)),
    );
  const nulls = { pearson: 0, spearman: 0, ssim: Number.NaN, topOverlap: 0.1 };
  return [
    {
      measure: 'concept control: explained by random',
      chance: Number.NaN,
      values: [concept.explainedByRandom, among.explainedByRandom],
    },
    ...similarityNames.map((name) => ({
      measure: `concept control: ${name}`,
      chance: nulls[name],
      values: [perInput(concept.similarity[name]), perInput(among.similarity[name])],
    })),
  ];
};

/** {@link deletionGap} by each replacement; of two random concepts, since every map costs its own passes. */
export function deletionMeasure(
  score: ScoreFunction,
  inputs: NdArray,
  replacements: Readonly<Record<string, Replacement>>,
  options: { steps: number; seed: number; signal: AbortSignal | undefined },
): MapMeasure {
  return async (maps) => {
    const rows: Measured[] = [];
    for (const [name, replacement] of Object.entries(replacements)) {
      const values: Float64Array[] = [];
      for (const map of maps.slice(0, 3)) {
        values.push(await deletionGap(score, inputs, map, { ...options, replacement }));
      }
      rows.push({ measure: `faithfulness: deletion gap, ${name}`, chance: 0, values });
    }
    return rows;
  };
}

/** Share of the score's changes that the map predicts: {@link infidelities} by noise and, for pictures, by squares. */
export function infidelityMeasure(
  score: ScoreFunction,
  inputs: NdArray,
  options: { samples: number; seed: number; signal: AbortSignal | undefined },
): MapMeasure {
  const isPicture = inputs.shape.length === 4;
  const square = isPicture ? Math.max(1, Math.round(Math.min(inputs.shape[1]!, inputs.shape[2]!) / 6)) : 1;
  return async (maps) => {
    const kinds = [['noise', {}] as const, ...(isPicture ? [['squares', { square }] as const] : [])];
    const rows: Measured[] = [];
    for (const [name, kind] of kinds) {
      const found = await infidelities(score, inputs, maps, { ...options, ...kind });
      const values = found.map(({ explained }) => explained);
      rows.push({ measure: `faithfulness: explained, ${name}`, chance: 1 / options.samples, values });
    }
    return rows;
  };
}

/** {@link generativeAgreement} with what the decoder changes along the concept. */
export async function generativeMeasure(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: NdArray,
  decode: DecodeFunction,
  options: EncodeOptions,
): Promise<MapMeasure> {
  const latents = await encode(encoder, inputs, options);
  const changes = await conceptChange(decode, latents, concept);
  return (maps) => {
    const found = maps.map((one) => generativeAgreement(one, changes));
    return [['signed', 0] as const, ['magnitude', Number.NaN] as const, ['topOverlap', 0.1] as const].map(
      ([name, nullValue]) => ({
        measure: `generative agreement: ${name}`,
        chance: nullValue,
        values: found.map((one) => one[name]),
      }),
    );
  };
}
