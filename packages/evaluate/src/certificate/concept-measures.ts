import { contiguous } from '@csm/base';
import { dotProduct } from '@csm/core';
import { type EntangledLabel, entanglement, splitHalves } from '@csm/core/statistics';
import ndarray, { type NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { separationOf } from '../controls/concept-separation.js';
import { conceptSignificance } from '../significance/concept-significance.js';
import type { CertificateMeasures } from './certificate.js';
import type { CertifyOptions, CertifySubject } from './certify-options.js';

/** With fewer independent examples on a side, a half would be a single one. */
const LEAST_SPLIT = 4;

/** The measures of the concept, which need no map. */
export async function conceptMeasures(
  caller: string,
  { concept, labels }: CertifySubject,
  examples: ConceptExamples,
  { make, score = dotProduct, permutations = 999, splits = 4, seed = 0, signal }: CertifyOptions,
): Promise<Pick<CertificateMeasures, 'separation' | 'significance' | 'entanglement' | 'stability'>> {
  const separation = await separationOf(caller, score(concept), examples, { make, seed, signal });
  const named = { name: concept.name, ...examples };
  const [significance] = await conceptSignificance([named], { samples: permutations, seed, signal });
  const canBeSplit = separation.independent >= LEAST_SPLIT;
  const { positives, negatives, positiveGroups, negativeGroups } = examples;
  const halving = { splits, make, positiveGroups, negativeGroups, seed, signal };
  return {
    separation,
    ...(significance && { significance }),
    ...(labels && { entanglement: entangledLabels(concept.name, score(concept), examples, labels) }),
    ...(canBeSplit && {
      stability: await splitHalves(concept.name, positives, negatives, halving),
    }),
  };
}

/** The name of the concept's own label if another label has the concept's name. */
const OWN = 'the concept itself';

function entangledLabels(
  name: string,
  concept: Parameters<typeof entanglement>[0],
  { positives, negatives }: ConceptExamples,
  labels: NonNullable<CertifySubject['labels']>,
): EntangledLabel[] {
  const of = Object.hasOwn(labels, name) ? OWN : name;
  const all = Object.entries(labels).map(
    ([name, label]) => [name, [...label.positives, ...label.negatives]] as const,
  );
  const [up, down] = [positives.shape[0] ?? 0, negatives.shape[0] ?? 0];
  const own = Array.from({ length: up + down }, (_, i) => i < up);
  return entanglement(concept, stacked(positives, negatives), Object.fromEntries([...all, [of, own]]), {
    of,
  });
}

function stacked(first: NdArray, second: NdArray): NdArray<Float32Array> {
  const [a, b] = [contiguous(first), contiguous(second)];
  const values = new Float32Array(a.length + b.length);
  values.set(a);
  values.set(b, a.length);
  return ndarray(values, [(first.shape[0] ?? 0) + (second.shape[0] ?? 0), first.shape[1] ?? 0]);
}
