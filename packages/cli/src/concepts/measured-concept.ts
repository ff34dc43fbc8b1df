import { type ConceptVector, conceptScores, meanDifference, meanVector, partialConcept } from '@csm/core';
import {
  logisticDirection,
  type Separability,
  separability,
  splitHalves,
  svmDirection,
} from '@csm/core/statistics';
import type { NdArray } from 'ndarray';
import { drawn } from '../methods/method-inputs.js';
import type { ConceptOptions } from './concept-options.js';
import type { ConceptSource } from './concept-source.js';
import type { Examples } from './examples-file.js';
import { type Groups, heldOutSplit } from './held-out.js';
import type { Latents } from './latents.js';

/** More held-out examples per side hardly narrow the interval of the AUC. */
const MOST_TESTED = 1000;

/** A concept with what is known about it. */
export interface MeasuredConcept {
  readonly concept: ConceptVector;
  readonly examples: Examples;
  /** How well the scores of held-out examples separate. */
  readonly separability?: Separability | undefined;
  /** The scores of the held-out examples. */
  readonly scores?: { readonly positives: Float32Array; readonly negatives: Float32Array } | undefined;
  /** The cosine that is expected between the vector and that of as many other examples; undefined if there are too few. */
  readonly stability?: number | undefined;
}

/** The labels of samples that are held constant. */
export type GivenLabels = ReadonlyMap<string, ReadonlyMap<string, boolean>>;

/** Makes the vector of a concept from its examples, and measures it on those that are held out. */
export async function measuredConcept(
  source: ConceptSource,
  latents: Latents,
  { make, heldOut, seed }: Pick<ConceptOptions, 'make' | 'heldOut' | 'seed'>,
  {
    groups,
    given,
    signal,
    onWarning,
  }: {
    readonly groups?: Groups | undefined;
    readonly given?: GivenLabels | undefined;
    readonly signal: AbortSignal;
    readonly onWarning: (message: string) => void;
  },
): Promise<MeasuredConcept> {
  const split = heldOutSplit(source, heldOut, seed, groups);
  const { name } = source;
  const train = { positives: split.positives.train, negatives: split.negatives.train };
  const tested = {
    positives: drawn(split.positives.heldOut, MOST_TESTED, seed),
    negatives: drawn(split.negatives.heldOut, MOST_TESTED, seed),
  };
  const isMean = source.from === 'origin';
  const examples: Examples = {
    source: source.source,
    make: source.vector ? 'given' : given ? 'partialConcept' : isMean ? 'meanVector' : make,
    ...train,
    heldOut: tested,
    ...(groups && {
      groups: {
        positives: tested.positives.map((id) => groups.get(id) ?? id),
        negatives: tested.negatives.map((id) => groups.get(id) ?? id),
      },
    }),
  };
  if (source.vector) return { concept: source.vector, examples };
  const maker = makerOf(make, signal);
  const made = async (): Promise<ConceptVector> => {
    if (given) return withGiven(source, train, latents, given, onWarning);
    if (isMean) return meanVector(name, latents.of(train.positives));
    return maker(name, latents.of(train.positives), latents.of(train.negatives));
  };
  const { vector } = await made();
  const concept = { name, vector };
  const stability =
    isMean || given || Math.min(train.positives.length, train.negatives.length) < 4
      ? undefined
      : await splitHalves(name, latents.of(train.positives), latents.of(train.negatives), {
          splits: make === 'meanDifference' ? 10 : 4,
          make: maker,
          seed,
          signal,
        });
  if (tested.positives.length === 0 || tested.negatives.length === 0) {
    return { concept, examples, stability: stability?.expected };
  }
  const scores = {
    positives: scoresOf(latents.of(tested.positives), concept),
    negatives: scoresOf(latents.of(tested.negatives), concept),
  };
  return {
    concept,
    examples,
    scores,
    separability: separability(scores.positives, scores.negatives, { seed }),
    stability: stability?.expected,
  };
}

/** The function that makes a vector from latents. */
export function makerOf(make: ConceptOptions['make'], signal?: AbortSignal) {
  if (make === 'meanDifference') return meanDifference;
  const classifier = make === 'logistic' ? logisticDirection : svmDirection;
  return (name: string, positives: NdArray, negatives: NdArray) =>
    classifier(name, positives, negatives, { signal });
}

/** The function that made the vector of examples, with which tests make it from other examples. */
export function makerOfExamples(make: Examples['make'], signal: AbortSignal) {
  if (make === 'meanVector') return (name: string, positives: NdArray) => meanVector(name, positives);
  return makerOf(make === 'logistic' || make === 'svm' ? make : 'meanDifference', signal);
}

function scoresOf(latents: NdArray<Float32Array>, concept: ConceptVector): Float32Array {
  return Float32Array.from(conceptScores(latents, [concept]).data);
}

/** The concept of a label with other labels held constant. */
function withGiven(
  source: ConceptSource,
  train: { readonly positives: readonly string[]; readonly negatives: readonly string[] },
  latents: Latents,
  given: GivenLabels,
  onWarning: (message: string) => void,
): ConceptVector {
  const ids = [...train.positives, ...train.negatives];
  const labels = Object.fromEntries(
    [...given].map(([label, values]) => [label, ids.map((id) => values.get(id) ?? null)]),
  );
  const of = source.name;
  const own = ids.map((_, i) => i < train.positives.length);
  return partialConcept(
    of,
    latents.of(ids),
    { ...labels, [of]: own },
    { of, given: [...given.keys()], onWarning },
  );
}
