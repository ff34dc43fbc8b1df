import { checkLayout, checkNdarray, checkOptions, type ImageLayout, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { featuresOrDefault } from './default-features.js';
import type { Features } from './features.js';
import type { SampleFeatures } from './sample-features.js';

/** Options of {@link featureMembers}. */
export interface FeatureMembersOptions {
  /** Default: a grid of 8 × 8 patches for pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /** Order of the axes of pictures: `layout` of the encoder. Default: channels last. */
  readonly layout?: ImageLayout | undefined;
}

/**
 * Lists the numbers of each feature, for programs that replace or count features themselves.
 *
 * @param inputs `[n, ...inputShape]`; only the shape counts.
 * @returns for each input and each of its features, the row-major indices of the numbers that it consists of, in ascending order. Features are
 *   in the order in which their labels first occur, as in {@link featureSums}. Inputs that share their features share the lists.
 * @throws if the features do not fit the inputs, or an option is invalid.
 * @category Features
 */
export function featureMembers(inputs: NdArray, options: FeatureMembersOptions = {}): Int32Array[][] {
  const caller = 'featureMembers';
  checkOptions<FeatureMembersOptions>(caller, options, { features: true, layout: true });
  const { features, layout } = options;
  checkLayout(caller, layout);
  checkNdarray(`${caller}, inputs`, inputs);
  const [count = 0, ...inputShape] = inputs.shape;
  if (inputs.shape.length < 2 || inputs.size === 0) {
    throw invalidArgument(
      `${caller}: inputs must have a batch axis and at least one number; got shape [${inputs.shape.join(', ')}].`,
    );
  }
  const featuresOf = featuresOrDefault(caller, features, { inputShape, ...(layout && { layout }) });
  const known = new Map<SampleFeatures, Int32Array[]>();
  return Array.from({ length: count }, (_, sample) => {
    const found = featuresOf(sample);
    const members = known.get(found) ?? membersOf(found);
    known.set(found, members);
    return members;
  });
}

function membersOf({ count, featureOf }: SampleFeatures): Int32Array[] {
  const members: number[][] = Array.from({ length: count }, () => []);
  for (const [at, feature] of featureOf.entries()) members[feature]?.push(at);
  return members.map((indices) => Int32Array.from(indices));
}
