import { checkCount, checkSeed } from '@csm/base';
import type { ConceptScore, ConceptVector, ExplainOptions, Explanation } from '@csm/core';
import type { Features } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import type { ConceptSeparationOptions } from './concept-separation-types.js';
import type { Gate } from './gate-types.js';

/** Options of {@link explainWithGate}. */
export interface ExplainWithGateOptions extends ExplainOptions {
  /**
   * Latents of held-out examples with and without the concept, with groups and strata if there are any. Default: it is not tested
   * whether there is a concept.
   */
  readonly examples?: ConceptExamples | undefined;
  /** The function that made the concept vector from examples. Default `meanDifference`. */
  readonly make?: ConceptSeparationOptions['make'] | undefined;
  /**
   * Real inputs that lack the concept and were not used for the vector, `[m, ...inputShape]`. Default: it is not tested whether the
   * map shows what the encoder reads.
   */
  readonly donors?: NdArray | undefined;
  /** The features that are replaced: patches, superpixels, gene sets. Default: 8 × 8 patches of pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /** Number of donors for each input. Default 2. */
  readonly donorsPerInput?: number | undefined;
  /**
   * Number of inputs, counted from the first, whose maps are compared. Default 8, so that the cost of the gate does not grow with
   * the number of inputs.
   */
  readonly gateInputs?: number | undefined;
  /** Number of random concepts for the footnote on the method; at least 2, or 0 (default) for none. */
  readonly randomConcepts?: number | undefined;
  /** The function that makes a score from a concept vector. Default `dotProduct`. */
  readonly score?: ((concept: ConceptVector) => ConceptScore) | undefined;
  /** Whole number from 0 to 2³² − 1, for donors, folds and random concepts. Default 0. */
  readonly seed?: number | undefined;
}

/** An explanation with a verdict on whether to believe it. */
export interface GatedExplanation extends Explanation {
  readonly gate: Gate;
  /** The maps of `replacement` for the first `gateInputs` inputs, if donors were given. */
  readonly evidence?: NdArray<Float32Array>;
  /** The maps of the random concepts for the first `gateInputs` inputs: one array per concept. */
  readonly randomMaps?: readonly NdArray<Float32Array>[];
}

/** The names of all options of `explainWithGate`. */
export const EXPLAIN_WITH_GATE_OPTIONS = {
  examples: true,
  make: true,
  donors: true,
  features: true,
  donorsPerInput: true,
  gateInputs: true,
  randomConcepts: true,
  score: true,
  seed: true,
  batchSize: true,
  memory: true,
  sample: { seed: true, firstSample: true },
  signal: true,
  onProgress: true,
  onWarning: true,
} as const;

/** @throws if an option is out of range. */
export function checkExplainWithGateOptions(caller: string, options: ExplainWithGateOptions): void {
  const { gateInputs = 8, donorsPerInput = 2, randomConcepts = 0, seed = 0 } = options;
  checkCount(caller, 'gateInputs', gateInputs);
  checkCount(caller, 'donorsPerInput', donorsPerInput);
  if (randomConcepts !== 0) checkCount(caller, 'randomConcepts', randomConcepts, { min: 2 });
  checkSeed(caller, seed);
}
