import type { ImageLayout } from '@csm/base';
import type { EntangledLabel, SplitHalves } from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import type { ConceptSeparation } from '../controls/concept-separation-types.js';
import type { GatePart, Verdict } from '../controls/gate-types.js';
import type { EvidenceOverlap } from '../evidence/evidence-overlap-types.js';
import type { ConceptSignificance } from '../significance/concept-significance.js';
import type { RegionSignificance } from '../significance/region-significance-types.js';
import type { DecoderAgreement } from './decoder-agreement.js';
import type { MapStability } from './map-stability.js';

/** What a question of a certificate is about. */
export type CertificateTopic =
  | 'separation'
  | 'significance'
  | 'entanglement'
  | 'stability'
  | 'map'
  | 'regions'
  | 'decoder';

/** One question of a certificate, its answer in words, and the measurement. */
export interface CertificateQuestion extends GatePart {
  readonly topic: CertificateTopic;
  /** The question, as in the figure: "Does the score separate?" */
  readonly question: string;
  /** Whether the answer affects the verdict. */
  readonly decides: boolean;
}

/** The measurements behind the answers. Those that were not requested or not possible are missing. */
export interface CertificateMeasures {
  readonly separation?: ConceptSeparation;
  readonly significance?: ConceptSignificance;
  /** The most entangled label first. */
  readonly entanglement?: readonly EntangledLabel[];
  readonly stability?: SplitHalves;
  readonly mapStability?: MapStability;
  readonly overlap?: EvidenceOverlap;
  readonly regions?: RegionSignificance;
  readonly decoder?: DecoderAgreement;
}

/** Whether to believe a concept and its maps, with the evidence for and against. */
export interface Certificate {
  /** Name of the concept. */
  readonly concept: string;
  /** Name of the explainer, and its settings. */
  readonly explainer: string;
  readonly description?: string;
  /** Order of the axes of the maps, if the inputs are pictures and the encoder knows it. */
  readonly layout?: ImageLayout;
  /** `doubt` if the answer to any deciding question is `doubt`; `believe` if all are `believe`. */
  readonly verdict: Verdict;
  /** Why it is not "believe"; empty otherwise. */
  readonly reasons: readonly string[];
  readonly questions: readonly CertificateQuestion[];
  readonly measures: CertificateMeasures;
  /** Number of examples with and without the concept, and of independent ones on the smaller side. */
  readonly examples: { readonly positives: number; readonly negatives: number; readonly independent: number };
  /** The explained inputs, `[n, ...inputShape]`; their scores; their maps; and the maps of `replacement`, which show what the encoder reads. */
  readonly inputs: NdArray<Float32Array>;
  readonly scores: NdArray<Float32Array>;
  readonly maps: NdArray<Float32Array>;
  readonly evidence?: NdArray<Float32Array>;
  /** Warnings of the methods. */
  readonly warnings: readonly string[];
  /** How long it took. */
  readonly seconds: number;
}
