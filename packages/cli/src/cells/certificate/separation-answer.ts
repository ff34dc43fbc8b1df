import type { ConceptSeparation } from '@csm/evaluate';
import { type Answer, counted, percent, type SampleNoun, twoDigits } from './answer.js';

/** Below this AUC a score separates too little to be called the concept's. */
const LEAST_AUC = 0.6;
/** With fewer independent cells or donors on a side, a low AUC says nothing. */
const ENOUGH = 10;

/** What was held out. */
interface HeldOut {
  /** Whether whole donors were; otherwise cells. */
  readonly hasDonors: boolean;
  /** Whether each batch has one label only. */
  readonly isBatch?: boolean | undefined;
  readonly noun: SampleNoun;
}

/**
 * Does the encoder tell the cells apart that were not used?
 *
 * @param measured one per training.
 */
export function separationAnswer(
  name: string,
  measured: readonly ConceptSeparation[],
  { hasDonors, isBatch = false, noun }: HeldOut,
): Answer {
  const unit = hasDonors ? 'donor' : noun;
  const question = hasDonors
    ? `Does the encoder tell these ${noun}s apart in donors that were not used?`
    : `Does the encoder tell these ${noun}s apart if they were not used?`;
  const worst = measured.reduce((low, each) => (lowerBound(each) < lowerBound(low) ? each : low));
  const verdict = verdictOf(worst);
  if (Number.isNaN(worst.auc)) {
    return {
      ...{ question, verdict, decides: true },
      found: isBatch
        ? 'It cannot be tested: the label and the batch are the same thing.'
        : `It cannot be tested: ${counted(worst.independent, unit)} on the smaller side, or no batch with both sides.`,
      todo: isBatch
        ? `Compare ${noun}s of the same batch.`
        : `Give more ${unit}s with and without ${name} in the same batch.`,
    };
  }
  const among = measured.length > 1 ? `, the less certain of ${measured.length} trainings` : '';
  const found =
    `In ${percent(worst.auc)} of all pairs, a held-out ${noun} of ${name} has a higher score than a held-out ${noun} without it ` +
    `(AUC ${twoDigits(worst.auc)}${among}; at least ${twoDigits(worst.bounds[0])} with 95 % confidence, for ` +
    `${counted(worst.independent, unit)} on the smaller side).`;
  return { question, verdict, decides: true, found, todo: todoOf(verdict, worst, unit, noun) };
}

const lowerBound = ({ auc, bounds }: ConceptSeparation) => (Number.isNaN(auc) ? -1 : bounds[0]);

function verdictOf({ auc, bounds, independent, heldOut }: ConceptSeparation): Answer['verdict'] {
  if (Number.isNaN(auc) || heldOut === 'no') return 'too few to tell';
  if (auc < LEAST_AUC) return independent < ENOUGH ? 'too few to tell' : 'doubt';
  return bounds[0] > 0.5 ? 'believe' : 'too few to tell';
}

function todoOf(verdict: Answer['verdict'], { auc }: ConceptSeparation, unit: string, noun: string): string {
  if (verdict === 'believe') return 'Nothing to do.';
  if (verdict === 'doubt' || auc < LEAST_AUC) {
    return `The encoder does not tell these ${noun}s apart along one direction: do not read its ranking; use more ${noun}s, another concept or another encoder.`;
  }
  return `Give more independent ${unit}s before you trust the ranking.`;
}
