import { checkLayout, checkNdarray, checkRequiredOptions, type ImageLayout, rows, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { featuresOrDefault } from '../features/default-features.js';
import { donorDraws } from './donors.js';
import { differingFeatures } from './exchanges.js';
import type { ReplacementOptions } from './real-replacement-options.js';

/** The options of `replacement` that decide what is replaced, and the layout of pictures. */
export interface ReplacedFeaturesOptions
  extends Pick<ReplacementOptions, 'donors' | 'features' | 'donorsPerInput' | 'seed'> {
  /** `layout` of the encoder. Default: channels last. */
  readonly layout?: ImageLayout | undefined;
}

/**
 * Tells where `replacement` asks the encoder: 1 in features whose content differs from that of at least one of the input's donors, 0 where
 * it is the same in all of them, such as a gene that is not expressed in either. There, the map of `replacement` is 0 because nothing was
 * asked, not because the encoder reads nothing.
 *
 * @param inputs `[n, ...inputShape]`, the first of the run.
 * @param options the options of `replacement`.
 * @returns `[n, ...inputShape]`.
 * @category Features
 */
export function replacedFeatures(inputs: NdArray, options: ReplacedFeaturesOptions): NdArray<Float32Array> {
  const caller = 'replacedFeatures';
  checkRequiredOptions<ReplacedFeaturesOptions>(caller, options, {
    donors: true,
    features: true,
    donorsPerInput: true,
    seed: true,
    layout: true,
  });
  const { features, layout } = options;
  checkNdarray(`${caller}, inputs`, inputs);
  checkLayout(caller, layout);
  const donors = donorDraws(caller, options);
  const inputShape = inputs.shape.slice(1);
  donors.checkFit(inputShape);
  const featuresOf = featuresOrDefault(caller, features, { inputShape, ...(layout && { layout }) });
  const mask = new Float32Array(size(inputs.shape));
  let sample = 0;
  for (const input of rows(inputs)) {
    const features = featuresOf(sample);
    const asked = new Uint8Array(features.count);
    for (const donor of donors.of(input, sample, {})) {
      for (const feature of differingFeatures(input, donor, features)) asked[feature] = 1;
    }
    for (const [at, feature] of features.featureOf.entries()) {
      mask[sample * input.length + at] = asked[feature] ?? 0;
    }
    sample += 1;
  }
  return ndarray(mask, [...inputs.shape]);
}
