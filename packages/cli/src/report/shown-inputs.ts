import type { Sides } from '../concepts/examples-file.js';
import { heldOutTest, isTestable } from '../concepts/held-out-test.js';
import { TEST_SIZE } from '../concepts/test-size.js';
import { drawn } from '../methods/method-inputs.js';
import type { ReportConcept } from './report-concept.js';

/** The inputs without the concept that are drawn next to those with it. */
const CONTRAST = 2;

/** The inputs of a concept that are drawn, and the examples on which it is tested. */
export interface ShownInputs {
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
  /** The inputs whose maps are tested. */
  readonly explained: readonly string[];
  readonly tested: Sides;
  /** Whether the inputs that are explained are also among those on which the concept is tested. */
  readonly areTested: boolean;
}

/**
 * Draws the inputs of the page at random. A concept with held-out examples is tested as `csm certify` tests it, so that both agree. A
 * vector that was computed from the tested examples is cross-validated, which needs exactly the same examples.
 */
export function shownInputs(concept: ReportConcept, limit: number, seed: number): ShownInputs {
  const negatives = drawn(concept.negatives, Math.min(CONTRAST, limit), seed);
  if (concept.isHeldOut && isTestable({ heldOut: concept })) {
    const { inputs, examples } = heldOutTest(concept, TEST_SIZE, seed);
    const positives = limit <= inputs.length ? inputs.slice(0, limit) : drawn(concept.positives, limit, seed);
    return { positives, negatives, explained: inputs, tested: examples, areTested: limit > inputs.length };
  }
  const positives = drawn(concept.positives, limit, seed);
  return { positives, negatives, explained: positives, tested: concept, areTested: true };
}
