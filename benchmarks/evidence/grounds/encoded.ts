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

/** Measures how well the latents separate each label: ROC AUC of the scores of held-out inputs by the mean difference. */
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
      const [auc = Number.NaN, independentAuc] = tests.map((test) => {
        const scores = (wanted: number) =>
          conceptScores(selectSamples(test.latents, rowsWith(test.labels[name]!, wanted)), [concept]).data;
        return rocAuc(scores(1), scores(0));
      });
      return [name, { auc, independentAuc, encoded: encodedBy(independentAuc ?? auc) }];
    }),
  );
}

function encodedBy(auc: number): Encoded {
  if (auc >= 0.8) return 'encoded';
  return auc >= 0.6 ? 'weakly' : 'not encoded';
}

/** The rows whose label is `wanted`. */
export function rowsWith(labels: Uint8Array, wanted: number): number[] {
  return [...labels.keys()].filter((row) => labels[row] === wanted);
}
