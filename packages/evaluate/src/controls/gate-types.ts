import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { ConceptDependence } from './concept-dependence.js';
import type { ConceptSeparation } from './concept-separation-types.js';

/**
 * Whether to believe a map: yes, no, or the examples, donors or inputs are too few to say so. The last is neither a pass nor a
 * failure.
 */
export type Verdict = 'believe' | 'doubt' | 'too few to tell';

/** One question of a gate, and its answer in words. */
export interface GatePart {
  readonly verdict: Verdict;
  /** What was found, as one sentence with its numbers. */
  readonly found: string;
  /** What this question cannot see, as one sentence. */
  readonly cannotSee: string;
  /** What to do next, as one sentence. */
  readonly todo: string;
}

/** What {@link gate} judges. If a measure is missing, its question is not asked, and the verdict is at best "too few to tell". */
export interface GateMeasures {
  /** Name of the concept. */
  readonly name: string;
  /** Name of the explainer. */
  readonly explainer: string;
  /** `conceptSeparation` of the given vector on held-out examples. */
  readonly separation?: ConceptSeparation | undefined;
  /** `evidenceOverlap` of the maps with those of `replacement`. */
  readonly overlap?: EvidenceOverlap | undefined;
  /** `conceptDependence`, from random concepts orthogonal to the concept. A footnote: it does not affect the verdict. */
  readonly dependence?: ConceptDependence | undefined;
}

/** The verdict on maps. */
export interface Gate {
  readonly verdict: Verdict;
  /** Why the maps are not believed, or not yet; empty for "believe". Each sentence names the concept and the method. */
  readonly reasons: readonly string[];
  /** Is there a concept? */
  readonly concept: GatePart & { readonly measured?: ConceptSeparation };
  /** Does the map show what the encoder reads? */
  readonly map: GatePart & { readonly measured?: EvidenceOverlap };
  /** A footnote: does the map depend on the concept? */
  readonly footnote?: Omit<GatePart, 'verdict'> & { readonly measured: ConceptDependence };
}
