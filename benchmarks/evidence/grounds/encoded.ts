import { conceptScores, type Encoder, encode, meanDifference } from '@csm/core';
import { rocAuc } from '@csm/core/statistics';
import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import type { Encoded, LabelledInputs } from './hard-ground.js';

export interface EncodedConcept {
  readonly auc: number;
  readonly independentAuc?: number | undefined;
  readonly encoded: Encoded;
}

export interface EncodedInput {
  readonly encoder: Encoder;
  readonly training: LabelledInputs;
  readonly heldOut: LabelledInputs;
  readonly independent?: LabelledInputs | undefined;
  readonly signal: AbortSignal;
}

/** Measures how well the latents tell each label: ROC AUC of the scores of held-out inputs by the mean difference. */
export async function encodedConcepts(
  names: readonly string[],
  { encoder, training, heldOut, independent, signal }: EncodedInput,
): Promise<Map<string, EncodedConcept>> {
  const latentsOf = ({ images }: LabelledInputs) => encode(encoder, images, { batchSize: 128, signal });
  const own = await latentsOf(training);
  const tests: { labels: LabelledInputs['labels']; latents: NdArray<Float32Array> }[] = [];
  for (const set of independent ? [heldOut, independent] : [heldOut]) {
    tests.push({ labels: set.labels, latents: await latentsOf(set) });
  }
  return new Map(
    names.map((name) => {
      const side = (wanted: number) => selectSamples(own, rowsWith(training.labels[name]!, wanted));
      const concept = meanDifference(name, side(1), side(0));
      const aucOf = ({
        labels,
        latents,
      }: {
        labels: LabelledInputs['labels'];
        latents: NdArray<Float32Array>;
      }) => {
        const scores = (wanted: number) =>
          conceptScores(selectSamples(latents, rowsWith(labels[name]!, wanted)), [concept]).data;
        return rocAuc(scores(1), scores(0));
      };
      const [auc = Number.NaN, independentAuc] = tests.map(aucOf);
      return [
        name,
        { auc, independentAuc, encoded: auc >= 0.8 ? 'encoded' : auc >= 0.6 ? 'weakly' : 'not encoded' },
      ];
    }),
  );
}

/** The rows whose label is `wanted`. */
export function rowsWith(labels: Uint8Array, wanted: number): number[] {
  return [...labels.keys()].filter((row) => labels[row] === wanted);
}
