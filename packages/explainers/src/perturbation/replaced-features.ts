import { checkNdarray, checkRequiredOptions, checkShape, type ImageLayout, rows, size } from '@csm/base';
import { sampleRandom } from '@csm/core/extend';
import ndarray, { type NdArray } from 'ndarray';
import { defaultFeatures } from '../features/default-features.js';
import { featureLabels } from '../features/feature-labels.js';
import { featuresFor } from '../features/sample-features.js';
import { checkDonorsFit, checkedDonors, drawDonors } from './donors.js';
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
  const { donorsPerInput = 2, seed = 0, layout } = options;
  checkNdarray(`${caller}, inputs`, inputs);
  const donors = checkedDonors(caller, options.donors);
  const inputShape = inputs.shape.slice(1);
  checkDonorsFit(caller, donors, inputShape);
  checkShape(caller, 'inputs', inputs.shape, ['n', ...donors.shape.slice(1)]);
  const place = { inputShape, ...(layout && { layout }) };
  const features = options.features ?? defaultFeatures(caller, place);
  const featuresOf = featuresFor(caller, features && featureLabels(caller, features), place);
  const mask = new Float32Array(size(inputs.shape));
  let sample = 0;
  for (const input of rows(inputs)) {
    const { count, featureOf } = featuresOf(sample);
    const differs = new Uint8Array(count);
    const random = sampleRandom('replacement', { seed, draw: 0, run: {} }, sample);
    for (const donor of drawDonors(donors, donorsPerInput, input, random)) {
      for (const [at, feature] of featureOf.entries()) if (donor[at] !== input[at]) differs[feature] = 1;
    }
    for (const [at, feature] of featureOf.entries()) mask[sample * input.length + at] = differs[feature] ?? 0;
    sample += 1;
  }
  return ndarray(mask, [...inputs.shape]);
}
