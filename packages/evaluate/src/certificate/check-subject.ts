import { checkNdarray, checkShape, contiguous, invalidArgument, shown } from '@csm/base';
import { type ConceptScore, dotProduct } from '@csm/core';
import { decoderMap } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { type Asked, askEncoder, featuresOfFirst } from '../evidence/ask-encoder.js';
import { labelUnits } from '../significance/label-units.js';
import { areInputs } from './certify-inputs.js';
import type { CertifyOptions, CertifySubject } from './certify-options.js';

/** With what the encoder is asked: the donors are the negatives, if these are inputs and no others are given. */
export function askedWith(
  caller: string,
  subject: CertifySubject,
  { features, donorsPerInput = 2, seed = 0 }: CertifyOptions,
): Asked {
  const donors = subject.donors ?? (areInputs(caller, subject) ? subject.negatives : undefined);
  return { donors, features, donorsPerInput, seed };
}

/** @throws if a part of the subject does not fit the others; before any work. */
export function checkSubject(caller: string, subject: CertifySubject, options: CertifyOptions): void {
  const { encoder, concept, inputs, positives, negatives, explainer, decoder } = subject;
  areInputs(caller, subject);
  if (concept.vector.length !== encoder.latentSize) {
    throw invalidArgument(
      `${caller}: concept "${concept.name}" must have the encoder's latent size, ${encoder.latentSize}; got ${concept.vector.length} components.`,
    );
  }
  checkNdarray(`${caller}, inputs`, inputs);
  checkShape(caller, 'inputs', inputs.shape, ['n', ...encoder.inputShape]);
  for (const [name, array] of Object.entries({ inputs, positives, negatives }))
    checkFiniteArray(caller, name, array);
  checkIds(caller, subject);
  featuresOfFirst(caller, options.features, encoder, inputs.shape[0] ?? 0, 1);
  const score: ConceptScore = (options.score ?? dotProduct)(concept);
  if (typeof score?.value !== 'function') {
    throw invalidArgument(`${caller}: score must return a score, as dotProduct does; got ${shown(score)}.`);
  }
  const target = { encoder, scores: [score] };
  askEncoder(encoder, score, askedWith(caller, subject, options));
  // The run repeats the warnings.
  explainer.check?.(target, () => {});
  if (decoder !== undefined) decoderMap({ decoder, alpha: 1 }).check?.(target, () => {});
}

/** @throws unless there is one id, and one value of each label, for each example. */
function checkIds(
  caller: string,
  { positives, negatives, groups, strata, labels = {} }: CertifySubject,
): void {
  const counts = { positives: positives.shape[0] ?? 0, negatives: negatives.shape[0] ?? 0 };
  const lists = [
    ...Object.entries({ groups, strata }),
    ...Object.entries(labels).map(([name, label]) => [`labels "${name}"`, label] as const),
  ].filter(([name, list]) => list !== undefined || name.startsWith('labels'));
  for (const [name, list] of lists) {
    for (const side of ['positives', 'negatives'] as const) {
      const found: unknown = list?.[side];
      const length = Array.isArray(found) ? found.length : undefined;
      if (length === counts[side]) continue;
      throw invalidArgument(
        `${caller}: ${name} must have a list of ${side} with one entry per example, ${counts[side]}; got ${length ?? shown(found)}.`,
      );
    }
  }
  labelUnits(caller, counts.positives, counts.negatives, {
    positiveGroups: groups?.positives,
    negativeGroups: groups?.negatives,
    positiveStrata: strata?.positives,
    negativeStrata: strata?.negatives,
  });
}

function checkFiniteArray(caller: string, name: string, array: NdArray): void {
  const values = contiguous(array);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const item = Math.floor(bad / (values.length / (array.shape[0] ?? 1)));
  throw invalidArgument(`${caller}: ${name} must be finite numbers; item ${item} holds ${values[bad]}.`);
}
