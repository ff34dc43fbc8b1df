import { mean, pearson } from '@csm/base';
import {
  type ConceptScore,
  type ConceptVector,
  type Encoder,
  type Explainer,
  type ExplainOptions,
  explain,
} from '@csm/core';
import type { SplitHalves } from '@csm/core/statistics';
import { type Features, featureSums } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { nanMean } from '../statistics/nan-mean.js';

/** How well the maps of disjoint halves of the examples agree. */
export interface MapStability {
  /** For each split, the correlation between the maps of its two vectors over features, as the mean over inputs. */
  readonly correlations: Float64Array;
  /** Mean over the splits. Near 0 if the maps show the error of the vectors. */
  readonly mean: number;
}

interface StabilityOptions {
  readonly features: Features | undefined;
  readonly score: (concept: ConceptVector) => ConceptScore;
  readonly run: ExplainOptions;
}

/**
 * Measures whether maps are determined by the examples of their concept: explains the vectors of the two halves of each split, and
 * correlates their maps, summed over features.
 */
export async function mapStability(
  encoder: Encoder,
  { halves }: SplitHalves,
  inputs: NdArray,
  explainer: Explainer,
  { features, score, run }: StabilityOptions,
): Promise<MapStability> {
  // What the method warns about was said of the concept's own map.
  const found = await explain(encoder, halves.flat().map(score), inputs, explainer, {
    ...run,
    onWarning: () => {},
  });
  const sums = found.map(({ maps, layout }) => featureSums(maps, { features, layout }));
  const correlations = Float64Array.from(halves, (_, split) => {
    const [first = [], second = []] = [sums[2 * split], sums[2 * split + 1]];
    return nanMean(first.map((each, input) => pearson(each, second[input] ?? each)));
  });
  return { correlations, mean: mean(correlations) };
}
