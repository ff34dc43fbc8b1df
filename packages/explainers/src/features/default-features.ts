import { pictureLayout } from '@csm/base';
import type { Encoder } from '@csm/core';
import { type FeatureLabels, featureLabels } from './feature-labels.js';
import type { Features } from './features.js';
import { gridFeatures } from './grid-features.js';
import { type FeaturesOf, featuresFor } from './sample-features.js';

/** What the features of inputs depend on. */
type Place = Pick<Encoder, 'inputShape' | 'layout'>;

/** Number of patches along the height and the width of a picture. */
const PATCHES = 8;

/**
 * The default features of methods that replace content: a grid of 8 × 8 patches for pictures; otherwise undefined, so that each
 * number is a feature.
 */
export function defaultLabels(
  caller: string,
  { inputShape, layout: given }: Place,
): FeatureLabels | undefined {
  if (inputShape.length !== 3) return undefined;
  const layout = pictureLayout(caller, 'the inputs', inputShape, given);
  const [height = 1, width = 1] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
  const grid = gridFeatures(inputShape, {
    rows: Math.min(PATCHES, height),
    columns: Math.min(PATCHES, width),
    layout,
  });
  return featureLabels(caller, grid);
}

/** @throws if the features do not fit the inputs. */
export function featuresOrDefault(caller: string, features: Features | undefined, place: Place): FeaturesOf {
  return featuresFor(
    caller,
    features ? featureLabels(caller, features) : defaultLabels(caller, place),
    place,
  );
}
