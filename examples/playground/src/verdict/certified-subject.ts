import { selectSamples } from '@csm/datasets';
import type { CertifyOptions, CertifySubject } from '@csm/evaluate';
import { currentConcept, currentModel } from '../session/session.js';

/** Inputs whose maps are judged: the one that is shown, and others that have the concept. */
const INPUTS = 4;
/** With more examples, their latents are passed, and regions are not tested. */
const MOST_EXAMPLES = 1000;
const DONORS = 50;
/** Regions of rows are single features; with more, testing each would take minutes. */
const MOST_FEATURES = 64;

/** What `certify` judges, except for the method. The vector was made from the examples, so the score is tested by cross-validation. */
export function certifiedSubject(input: number): {
  readonly subject: Omit<CertifySubject, 'explainer'>;
  readonly options: CertifyOptions;
  readonly names?: readonly string[];
} {
  const { encoder, decoder, inputs, latents, kind, featureNames } = currentModel();
  const made = currentConcept();
  if (made.with.length === 0 || made.without.length === 0) {
    throw new Error('A certificate needs examples with and without the concept; a pasted vector has none.');
  }
  const isSmall = made.with.length + made.without.length <= MOST_EXAMPLES;
  const examples = isSmall ? inputs : latents;
  const judged = [input, ...made.with.filter((row) => row !== input)].slice(0, INPUTS);
  return {
    subject: {
      encoder,
      concept: made.vector,
      positives: selectSamples(examples, made.with),
      negatives: selectSamples(examples, made.without),
      labels: otherLabels(),
      inputs: selectSamples(inputs, judged),
      donors: selectSamples(inputs, made.without.slice(0, DONORS)),
      ...(decoder && { decoder }),
    },
    options: {
      batchSize: 64,
      regions: isSmall && (kind === 'pictures' || inputs.size / (inputs.shape[0] ?? 1) <= MOST_FEATURES),
    },
    ...(kind !== 'pictures' && featureNames && { names: featureNames }),
  };
}

/** The other boolean attributes that no example lacks. */
function otherLabels(): NonNullable<CertifySubject['labels']> {
  const { attributes } = currentModel();
  const made = currentConcept();
  const labels: Record<string, { positives: boolean[]; negatives: boolean[] }> = {};
  for (const { name, kind, values } of attributes) {
    if (kind !== 'boolean' || name === made.vector.name) continue;
    const of = (rows: readonly number[]) =>
      rows.map((row) => values[row]).filter((value) => value !== undefined);
    const [positives, negatives] = [of(made.with), of(made.without)];
    if (positives.length === made.with.length && negatives.length === made.without.length) {
      labels[name] = { positives, negatives };
    }
  }
  return labels;
}
