import { checkBoolean, checkCount, checkSeed, type Progress } from '@csm/base';
import type { ConceptScore, ConceptVector, Decoder, Encoder, Explainer } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import type { Features } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { ConceptSeparationOptions } from '../controls/concept-separation-types.js';

/** One id for each example with the concept, and for each without it. */
export interface ExampleIds {
  readonly positives: readonly (string | number)[];
  readonly negatives: readonly (string | number)[];
}

/** What {@link certify} certifies. */
export interface CertifySubject {
  readonly encoder: Encoder;
  /** The concept vector whose maps are to be shown. */
  readonly concept: ConceptVector;
  /**
   * Examples that have the concept, and examples that lack it: raw inputs `[n, ...inputShape]`, or their latents `[n, latentSize]`.
   * They should be held out: not those from which the vector was computed. If `make` computed the vector from exactly these
   * examples, the score is tested by cross-validation.
   */
  readonly positives: NdArray;
  readonly negatives: NdArray;
  /** Which examples belong together, such as the pictures of one person. */
  readonly groups?: ExampleIds | undefined;
  /** The value of a confounder for each example: examples are compared, and labels permuted, within a stratum. */
  readonly strata?: ExampleIds | undefined;
  /** Other labels of the examples, one boolean per example, with which the concept may be entangled. */
  readonly labels?:
    | Readonly<
        Record<string, { readonly positives: readonly boolean[]; readonly negatives: readonly boolean[] }>
      >
    | undefined;
  /** The inputs whose maps are wanted, `[n, ...inputShape]`; they should have the concept. */
  readonly inputs: NdArray;
  /** Real inputs that lack the concept, `[m, ...inputShape]`. Default: the negatives, if they are raw inputs. */
  readonly donors?: NdArray | undefined;
  readonly explainer: Explainer;
  /** Does the decoder draw what the encoder reads? */
  readonly decoder?: Decoder | DecoderModel | undefined;
}

/** Options of {@link certify}. */
export interface CertifyOptions {
  /**
   * The features that are replaced. Default: 8 × 8 patches of pictures, otherwise each number. Regions are tested with the default if
   * each input has features of its own, such as superpixels.
   */
  readonly features?: Features | undefined;
  /** Number of donors for each input. Default 2. */
  readonly donorsPerInput?: number | undefined;
  /** Number of inputs, counted from the first, that are compared with what the encoder answers. Default 8. */
  readonly gateInputs?: number | undefined;
  /**
   * Whether regions are tested, if the examples are raw inputs: costs (positives + negatives) × features encodings for each of at
   * most two inputs, with at most 24 donors of a kind. Default true.
   */
  readonly regions?: boolean | undefined;
  /** The function that made the vector from examples. Default `meanDifference`. */
  readonly make?: ConceptSeparationOptions['make'] | undefined;
  /** The function that makes a score from a concept vector. Default `dotProduct`. */
  readonly score?: ((concept: ConceptVector) => ConceptScore) | undefined;
  /** Number of permutations. Default 999. */
  readonly permutations?: number | undefined;
  /** Number of splits of the examples into halves. Default 4. */
  readonly splits?: number | undefined;
  /** Whole number from 0 to 2³² − 1, for everything that is drawn. Default 0. */
  readonly seed?: number | undefined;
  /** As in `explain`. Default 8. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of all options of `certify`. */
export const CERTIFY_OPTIONS = {
  features: true,
  donorsPerInput: true,
  gateInputs: true,
  regions: true,
  make: true,
  score: true,
  permutations: true,
  splits: true,
  seed: true,
  batchSize: true,
  signal: true,
  onProgress: true,
} as const;

/** The names of the parts of the subject. */
export const CERTIFY_SUBJECT = {
  encoder: true,
  concept: true,
  positives: true,
  negatives: true,
  groups: true,
  strata: true,
  labels: true,
  inputs: true,
  donors: true,
  explainer: true,
  decoder: true,
} as const;

/** @throws if an option is out of range. */
export function checkCertifyOptions(caller: string, options: CertifyOptions): void {
  const {
    donorsPerInput = 2,
    gateInputs = 8,
    regions = true,
    permutations = 999,
    splits = 4,
    seed = 0,
  } = options;
  checkCount(caller, 'donorsPerInput', donorsPerInput);
  checkCount(caller, 'gateInputs', gateInputs);
  checkBoolean(caller, 'regions', regions);
  checkCount(caller, 'permutations', permutations, { min: 2 });
  checkCount(caller, 'splits', splits);
  checkSeed(caller, seed);
}
