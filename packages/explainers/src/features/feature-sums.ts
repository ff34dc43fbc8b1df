import {
  checkLayout,
  checkNdarray,
  checkOneOf,
  checkOptions,
  type ImageLayout,
  invalidArgument,
  rows,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { featuresOrDefault } from './default-features.js';
import type { Features } from './features.js';

/** Options of {@link featureSums}. */
export interface FeatureSumsOptions {
  /** Default: a grid of 8 × 8 patches for pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /** `'values'` (default): Σ m, the net attribution of a feature. `'magnitudes'`: Σ |m|, its mass. */
  readonly of?: 'values' | 'magnitudes' | undefined;
  /** Order of the axes of pictures: `layout` of the explanation. Default: channels last. */
  readonly layout?: ImageLayout | undefined;
}

/**
 * Sums maps over features: how much of a map belongs to each patch, superpixel or gene set.
 *
 * @param maps `[n, ...inputShape]`, as `explain` returns them.
 * @returns for each input the sums of its features, in the order in which their labels first occur.
 * @throws if the features do not fit the maps, or an option is invalid.
 * @category Features
 */
export function featureSums(maps: NdArray, options: FeatureSumsOptions = {}): Float64Array[] {
  const caller = 'featureSums';
  checkOptions<FeatureSumsOptions>(caller, options, { features: true, of: true, layout: true });
  const { of = 'values', layout } = options;
  checkOneOf(caller, 'of', of, ['values', 'magnitudes']);
  checkLayout(caller, layout);
  checkNdarray(`${caller}, maps`, maps);
  const [, ...inputShape] = maps.shape;
  if (maps.shape.length < 2 || maps.size === 0) {
    throw invalidArgument(
      `${caller}: maps must have a batch axis and at least one number; got shape [${maps.shape.join(', ')}].`,
    );
  }
  const featuresOf = featuresOrDefault(caller, options.features, { inputShape, ...(layout && { layout }) });
  return Array.from(rows(maps), (row, sample) => {
    const { count, featureOf } = featuresOf(sample);
    const sums = new Float64Array(count);
    for (const [at, feature] of featureOf.entries()) {
      const value = row[at] ?? 0;
      sums[feature] = (sums[feature] ?? 0) + (of === 'values' ? value : Math.abs(value));
    }
    return sums;
  });
}
