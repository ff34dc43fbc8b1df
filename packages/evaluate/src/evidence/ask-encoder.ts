import { invalidArgument, rows } from '@csm/base';
import { type ConceptScore, conceptScores, type Encoder, type Explanation, encode } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import { type Features, replacedFeatures, replacement } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { firstRows } from '../maps/stack-rows.js';

/** The scores of at most this many donors are compared with those of the inputs. */
const SCORED_DONORS = 64;

/** What the encoder is asked with. */
export interface Asked {
  readonly donors: NdArray | undefined;
  readonly features: Features | undefined;
  readonly donorsPerInput: number;
  readonly seed: number;
}

/**
 * The explainer that asks the encoder; undefined without donors.
 * @throws if donors or features do not fit the encoder.
 */
export function askEncoder(
  encoder: Encoder,
  score: ConceptScore,
  { donors, features, donorsPerInput, seed }: Asked,
) {
  if (donors === undefined) return undefined;
  const asks = replacement({ donors, features, donorsPerInput, seed });
  asks.check?.({ encoder, scores: [score] }, () => {});
  return asks;
}

/**
 * The features of the first inputs, if each input has its own.
 * @throws if there are features of another number of inputs.
 */
export function featuresOfFirst(
  caller: string,
  features: Features | undefined,
  { inputShape }: Pick<Encoder, 'inputShape'>,
  inputs: number,
  count: number,
): Features | undefined {
  if (features?.shape?.length !== inputShape.length + 1) return features;
  if (features.shape[0] === inputs) return firstRows(features, count);
  throw invalidArgument(
    `${caller}: features must be labels of all ${inputs} inputs, or the same for all; got labels of ${features.shape[0]} inputs.`,
  );
}

/** Whether some donor has other content than some input; otherwise it warns that nothing can be replaced. */
export function canReplace(
  caller: string,
  inputs: NdArray,
  donors: NdArray,
  onWarning: (message: string) => void,
): boolean {
  const all = [...rows(donors)];
  const differ = [...rows(inputs)].some((input) =>
    all.some((donor) => donor.some((value, at) => value !== input[at])),
  );
  if (!differ)
    onWarning(`${caller}: the donors equal the inputs, so nothing can be replaced; pass other donors.`);
  return differ;
}

/**
 * Warns if the donors do not lack the concept: the evidence is then not evidence about the concept.
 * Costs one encoding for each of at most 64 donors.
 */
export async function warnOfDonors(
  caller: string,
  encoder: Encoder,
  score: ConceptScore,
  { scores }: Pick<Explanation, 'scores'>,
  donors: NdArray,
  run: {
    readonly batchSize?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly onWarning: (message: string) => void;
  },
): Promise<void> {
  // An encoder or a score that differs from input to input has none for donors.
  if (encoder.slice !== undefined || score.slice !== undefined) return;
  const count = Math.min(SCORED_DONORS, donors.shape[0] ?? 0);
  const latents = await encode(encoder, firstRows(donors, count), {
    batchSize: run.batchSize,
    signal: run.signal,
  });
  const auc = rocAuc(Float64Array.from(scores.data), conceptScores(latents, [score]).data);
  if (auc >= 0.5) return;
  run.onWarning(
    `${caller}: the inputs score lower for "${score.name}" than ${Math.round(100 * (1 - auc))} % of the donors, so the evidence may not be about this ` +
      'concept; pass donors that lack it, and inputs that have it.',
  );
}

/** Where `replacement` asks the encoder about these inputs: not where all their donors have the same content. */
export function askedAbout(
  { layout }: Encoder,
  inputs: NdArray,
  { donors, features, donorsPerInput, seed }: Asked,
): NdArray<Float32Array> | undefined {
  return donors && replacedFeatures(inputs, { donors, features, donorsPerInput, seed, layout });
}
