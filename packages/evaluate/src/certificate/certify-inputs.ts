import { checkNdarray, invalidArgument } from '@csm/base';
import { type Encoder, encode } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import type { CertifySubject } from './certify-options.js';

/** The latents of the examples, and whether the examples are raw inputs. */
export interface CertifiedExamples {
  readonly latents: ConceptExamples;
  readonly areInputs: boolean;
}

/**
 * Whether the examples are inputs of the encoder; otherwise they are latents.
 * @throws unless positives and negatives are both the one or both the other.
 */
export function areInputs(caller: string, { encoder, positives, negatives }: CertifySubject): boolean {
  const [up, down] = [
    isInputs(caller, 'positives', positives, encoder),
    isInputs(caller, 'negatives', negatives, encoder),
  ];
  if (up === down) return up;
  throw invalidArgument(
    `${caller}: positives and negatives must both be inputs, or both latents; got one of each.`,
  );
}

function isInputs(
  caller: string,
  name: string,
  examples: NdArray,
  { inputShape, latentSize }: Encoder,
): boolean {
  checkNdarray(`${caller}, ${name}`, examples);
  const [count = 0, ...shape] = examples.shape;
  if (count > 0 && `${shape}` === `${inputShape}`) return true;
  if (count > 0 && `${shape}` === `${latentSize}`) return false;
  throw invalidArgument(
    `${caller}: ${name} must be inputs [n, ${inputShape.join(', ')}] or latents [n, ${latentSize}]; got shape ` +
      `[${examples.shape.join(', ')}].`,
  );
}

/** Encodes the examples if they are inputs. */
export async function certifiedExamples(
  caller: string,
  subject: CertifySubject,
  signal: AbortSignal | undefined,
): Promise<CertifiedExamples> {
  const { encoder, groups, strata } = subject;
  const raw = areInputs(caller, subject);
  const latentsOf = async (examples: NdArray) =>
    raw ? encode(encoder, examples, { batchSize: 64, signal }) : examples;
  const latents = {
    positives: await latentsOf(subject.positives),
    negatives: await latentsOf(subject.negatives),
    positiveGroups: groups?.positives,
    negativeGroups: groups?.negatives,
    positiveStrata: strata?.positives,
    negativeStrata: strata?.negatives,
  };
  return { latents, areInputs: raw };
}
