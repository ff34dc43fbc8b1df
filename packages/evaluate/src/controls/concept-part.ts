import { wilsonBounds } from '../statistics/wilson-bounds.js';
import type { ConceptSeparation } from './concept-separation-types.js';
import type { Gate, Verdict } from './gate-types.js';
import { counted, twoDigits } from './in-words.js';

/** Below this AUC a score separates too little to be called the concept's. */
const LEAST_AUC = 0.6;
/** With fewer independent examples on a side, an AUC below {@link LEAST_AUC} says nothing. */
const LEAST_EXAMPLES = 10;
/** Up to this AUC, the score is higher without the concept than with it: its sign is wrong. */
const REVERSED_AUC = 0.4;
/** The least share of the attainable separation, in standard deviations, that the vector must reach. */
const LEAST_SHARE = 0.5;

/**
 * Is there a concept?
 * @param labelsAsked whether another question asks if other labels separate as well.
 */
export function conceptPart(
  name: string,
  measured: ConceptSeparation | undefined,
  labelsAsked = false,
): Gate['concept'] {
  if (measured === undefined) {
    return {
      verdict: 'too few to tell',
      found: `It was not tested whether the score of "${name}" separates examples with and without it.`,
      cannotSee: 'Every vector has maps, even that of random labels.',
      todo: 'Pass held-out examples with and without the concept.',
    };
  }
  const verdict = verdictOf(measured);
  return {
    verdict,
    found: foundOf(name, measured),
    cannotSee:
      'It cannot see why the score separates: a feature that is correlated with the concept in these examples also separates them' +
      `${measured.heldOut === 'given' ? ', and so does a vector that was computed from some of them' : ''}.`,
    todo: todoOf(measured, verdict, labelsAsked),
    measured,
  };
}

function verdictOf(measured: ConceptSeparation): Verdict {
  const { auc, bounds, independent, heldOut } = measured;
  if (Number.isNaN(auc) || heldOut === 'no') return 'too few to tell';
  if (auc < LEAST_AUC) return independent < LEAST_EXAMPLES ? 'too few to tell' : 'doubt';
  if (isFarFromAttainable(measured)) return 'doubt';
  return bounds[0] > 0.5 ? 'believe' : 'too few to tell';
}

/**
 * Whether another direction separates the same examples far better, measured in standard deviations between the two means, √2 Φ⁻¹(AUC):
 * for equal normal distributions, the ratio is the cosine between the two directions.
 */
function isFarFromAttainable({ auc, attainable, heldOut, independent }: ConceptSeparation): boolean {
  if (heldOut === 'folds' || Number.isNaN(attainable) || independent < LEAST_EXAMPLES) return false;
  return deviations(auc, independent) < LEAST_SHARE * deviations(attainable, independent);
}

/**
 * Whether the vector separates the examples far better than one that was computed from as many other examples, as it would if it was
 * computed from these examples, or from many more. The 95 % bounds of the two AUCs do not overlap.
 */
function isBeyondAttainable({ bounds, attainable, heldOut, independent }: ConceptSeparation): boolean {
  if (heldOut !== 'given' || Number.isNaN(attainable)) return false;
  return bounds[0] > wilsonBounds(attainable, independent)[1];
}

/** Φ⁻¹(AUC), with an AUC of 1 taken as one half of a lost comparison among n. */
function deviations(auc: number, n: number): number {
  const p = Math.min(auc, 1 - 1 / (2 * n));
  // Winitzki's approximation of erf⁻¹ is exact enough for a comparison with a factor of two.
  const x = 2 * p - 1;
  const a = 0.147;
  const log = Math.log(1 - x * x);
  const b = 2 / (Math.PI * a) + log / 2;
  return Math.sign(x) * Math.sqrt(Math.sqrt(b * b - log / a) - b) * Math.SQRT2;
}

function foundOf(name: string, { auc, bounds, independent, heldOut }: ConceptSeparation): string {
  if (Number.isNaN(auc)) {
    return heldOut === 'folds'
      ? `The score of "${name}" cannot be tested: its vector was computed from these examples, and they are too few for cross-validation.`
      : `The score of "${name}" cannot be tested: no stratum has examples with the concept and examples without it.`;
  }
  if (heldOut === 'no') {
    return (
      `The score of "${name}" has an AUC of ${twoDigits(auc)}, but its vector was computed from these examples: in all other directions, ` +
      'their means differ by less than chance would give.'
    );
  }
  const where = heldOut === 'folds' ? 'examples of other folds' : 'held-out examples';
  return (
    `The score of "${name}" separates ${where} with an AUC of ${twoDigits(auc)} (lower 95 % bound ${twoDigits(bounds[0])}; ` +
    `${counted(independent, 'independent example')} on the smaller side).`
  );
}

function todoOf(measured: ConceptSeparation, verdict: Verdict, labelsAsked: boolean): string {
  if (verdict === 'believe' && isBeyondAttainable(measured)) {
    return (
      `Check that the vector was not computed from these examples: in cross-validation on them, a vector has an AUC of only ` +
      `${twoDigits(measured.attainable)}.`
    );
  }
  if (verdict === 'believe' && labelsAsked) return 'Nothing to do.';
  if (verdict === 'believe')
    return 'Check that the score does not also separate by another label: see `entanglement`.';
  if (measured.heldOut === 'no') {
    return 'Pass examples from which the vector was not computed, or pass the function that computed it as `make`.';
  }
  if (Number.isNaN(measured.auc) && measured.heldOut === 'given') {
    return 'Give examples with and without the concept in the same stratum, or use coarser strata.';
  }
  if (verdict === 'too few to tell') return 'Give more independent examples before you show the map.';
  if (measured.auc >= LEAST_AUC) {
    return (
      `The difference of means separates the same examples with an AUC of ${twoDigits(measured.attainable)}, so this vector is another ` +
      'direction: compute the vector from examples of the concept.'
    );
  }
  if (measured.auc <= REVERSED_AUC && measured.bounds[1] < 0.5) {
    return 'The vector points away from the concept: swap the examples with and without it, or change the sign of the vector.';
  }
  return 'The encoder does not encode this concept along this vector: do not show its maps; use another concept or another encoder.';
}
