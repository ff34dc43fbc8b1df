import { size } from '@csm/base';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { SampleFeatures } from '../features/sample-features.js';
import type { FeatureOptions } from './feature-options.js';

/** The values of the features of each sample of a batch. */
export type FeatureValues = readonly ArrayLike<number>[];

/** For each score, the map of a batch: each number of an input gets the value of its feature, or a share of it. */
export function featureMaps(
  values: readonly FeatureValues[],
  features: readonly SampleFeatures[],
  shape: readonly number[],
  perMember: NonNullable<FeatureOptions['perMember']>,
): Tensor[] {
  const perSample = size(shape.slice(1));
  const members = features.map((each) => membersOf(each));
  return values.map((ofScore) => {
    const map = new Float32Array(features.length * perSample);
    for (const [sample, { featureOf }] of features.entries()) {
      for (const [at, feature] of featureOf.entries()) {
        const divisor = perMember === 'share' ? (members[sample]?.[feature] ?? 1) : 1;
        map[sample * perSample + at] = (ofScore[sample]?.[feature] ?? 0) / divisor;
      }
    }
    return tensor(map, [...shape]);
  });
}

/** Number of members of each feature. */
function membersOf({ count, featureOf }: SampleFeatures): Int32Array {
  const members = new Int32Array(count);
  for (const feature of featureOf) members[feature] = (members[feature] ?? 0) + 1;
  return members;
}
