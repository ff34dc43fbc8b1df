import { drawn } from '../methods/method-inputs.js';
import type { ReportConcept } from './report-concept.js';
import { ENOUGH_EXAMPLES } from './report-concept.js';

/** The inputs without the concept that are drawn next to those with it. */
const CONTRAST = 2;

/** The most examples on each side with which a concept is tested: more would take long and say little more. */
const MOST_EXAMPLES = 200;

/** The inputs of a concept that are drawn, and the examples on which it is tested. */
export interface ShownInputs {
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
  readonly tested: { readonly positives: readonly string[]; readonly negatives: readonly string[] };
  /** Whether the inputs that are drawn are also among those on which the concept is tested. */
  readonly areTested: boolean;
}

/** Draws inputs at random. They are not among the tested examples if there are enough examples. */
export function shownInputs(concept: ReportConcept, limit: number, seed: number): ShownInputs {
  const positives = drawn(concept.positives, limit, seed);
  const negatives = drawn(concept.negatives, Math.min(CONTRAST, limit), seed);
  const shown = new Set([...positives, ...negatives]);
  const rest = {
    positives: concept.positives.filter((id) => !shown.has(id)),
    negatives: concept.negatives.filter((id) => !shown.has(id)),
  };
  // A vector that was computed from the tested examples is cross-validated only if they are exactly the same.
  const areTested =
    !concept.isHeldOut || Math.min(rest.positives.length, rest.negatives.length) < ENOUGH_EXAMPLES;
  const tested = areTested ? concept : rest;
  const most = concept.isHeldOut ? MOST_EXAMPLES : Number.POSITIVE_INFINITY;
  return {
    positives,
    negatives,
    tested: {
      positives: drawn(tested.positives, most, seed),
      negatives: drawn(tested.negatives, most, seed),
    },
    areTested,
  };
}
