import { checkCount, checkOptions, checkSeed, invalidArgument } from '@csm/base';
import {
  type Attribution,
  checkpoint,
  type Explainer,
  type Run,
  sampleRandom,
  type Target,
} from '@csm/core/extend';
import { withSettings } from '../../attribution/description.js';
import { scoresOf } from '../../attribution/scores-of.js';
import { featureMaps } from '../feature-maps.js';
import {
  attributeFeatures,
  checkFeatures,
  type FeatureBatch,
  type FeatureSettings,
  featureSettings,
  isLinearWith,
} from '../feature-method.js';
import { describeReplacement } from '../replacement.js';
import { scoresOfCopies } from '../scores-of-copies.js';
import { type Coalition, coalitions } from './coalitions.js';
import type { KernelShapOptions } from './kernel-shap-options.js';
import { type SolveShapley, shapleyRegression } from './shapley-regression.js';
import { withGaps } from './with-gaps.js';

/** Number of coalitions beyond two per feature, as in the authors' package. */
const SAMPLES = 2048;

/** The regression needs the square of this many numbers. */
const MOST_FEATURES = 4096;

/**
 * KernelSHAP: the Shapley values of features, by a weighted regression of the scores of inputs in which some features are kept
 * and all others replaced. The values of an input's features add up to s(x) − s(r) exactly, where r is the input with all features
 * replaced. With `perMember: 'share'` the map adds up to it too; otherwise each member of a feature gets the feature's whole value.
 *
 * Needs no gradient, so it works with every encoder. Costs `samples` + 2 forward passes per input. Exact if there are few features
 * (11 with the default, as 2¹¹ ≤ 2,048 + 22); otherwise the values depend on the seed, and more samples make them more accurate.
 * Each coalition is used with its complement, which reduces this error. `shapley` is exact for up to 16 features.
 *
 * Source: Lundberg & Lee 2017 (arXiv 1705.07874); pairs of coalitions: Covert & Lee 2021 (arXiv 2012.01536).
 *
 * @throws if an option is invalid; before the run, if the features or the replacement do not fit the inputs, there are more than
 *   4,096 features, or `samples` is too small for them.
 * @category Perturbation methods
 */
export function kernelShap(options: KernelShapOptions = {}): Explainer {
  checkOptions<KernelShapOptions>('kernelShap', options, {
    features: true,
    replacement: true,
    perMember: true,
    perturbationsPerEval: true,
    samples: true,
    seed: true,
  });
  const settings = featureSettings('kernelShap', options);
  const { samples, seed = 0 } = options;
  if (samples !== undefined) checkCount('kernelShap', 'samples', samples);
  checkSeed('kernelShap', seed);
  return {
    name: 'KernelSHAP',
    description: withSettings(
      `KernelSHAP from ${describeReplacement(settings.replacement)}`,
      settings.labels ? 'the given features' : 'single values',
      `${samples ?? `${SAMPLES} + 2 per feature`} coalitions`,
      settings.perMember === 'share' && 'shared by the members',
    ),
    linear: isLinearWith(settings.replacement),
    rules: false,
    passesPerSample: settings.atOnce,
    check(target, onWarning) {
      checkCoalitions(checkFeatures('kernelShap', settings, target, onWarning), samples, onWarning);
    },
    attribute: (target, inputs, run) =>
      attributeFeatures('kernelShap', settings, target, inputs, run, (part, batch, partRun) => {
        const coalitionsOf = (count: number, sample: number) => {
          const random = sampleRandom('KernelSHAP', { seed, draw: 0, run }, sample);
          return count < 2 ? [] : coalitions(count, samples ?? 2 * count + SAMPLES, random);
        };
        return shapleyMaps(part, batch, settings, coalitionsOf, partRun);
      }),
  };
}

function checkCoalitions(
  features: number,
  samples: number | undefined,
  onWarning: (message: string) => void,
): void {
  if (features > MOST_FEATURES) {
    throw invalidArgument(
      `kernelShap: expected at most ${MOST_FEATURES} features; the inputs have ${features}; pass larger features, such as ` +
        'gridFeatures(inputShape, { size: 8 }) or superpixels(images).',
    );
  }
  if (samples === undefined || samples >= Math.min(4 * features, 2 ** features - 2)) return;
  if (samples < Math.min(2 * features, 2 ** features - 2)) {
    throw invalidArgument(
      `kernelShap: samples must be at least twice the number of features, ${2 * features}; got ${samples}; take more samples or ` +
        'fewer features.',
    );
  }
  onWarning(
    `kernelShap: ${samples} samples are few for ${features} features, and the map may be mostly noise; take at least ${4 * features} ` +
      'samples, or fewer features.',
  );
}

async function shapleyMaps(
  target: Target,
  batch: FeatureBatch,
  { perMember, atOnce }: FeatureSettings,
  coalitionsOf: (count: number, sample: number) => Coalition[],
  run: Run,
): Promise<Attribution> {
  const { inputs, features } = batch;
  const designs = features.map(({ count }, sample) => coalitionsOf(count, sample));
  const regressions: SolveShapley[] = [];
  for (const [sample, { count }] of features.entries()) {
    regressions.push(await shapleyRegression(count, designs[sample] ?? [], () => checkpoint(run)));
  }
  const whole = await scoresOf(target, inputs, run);
  // Copy 0 has all features replaced; copy k is coalition k − 1, or unchanged for samples with fewer coalitions.
  const write = (copy: number, sample: number, into: Float32Array) => {
    into.set(batch.input(sample));
    const kept = designs[sample]?.[copy - 1]?.kept;
    if (copy > 0 && kept === undefined) return;
    const replacement = batch.replacement(sample);
    for (const [at, feature] of (features[sample]?.featureOf ?? []).entries()) {
      if (kept?.[feature] !== 1) into[at] = replacement[at] ?? 0;
    }
  };
  const counts = designs.map((design) => 1 + design.length);
  const scores = await scoresOfCopies(target, inputs.shape, { counts, atOnce, write }, run);
  const differences = scores.map((ofScore, score) =>
    ofScore.map(([none = 0], sample) => (whole[score]?.[sample] ?? 0) - none),
  );
  const values = scores.map((ofScore, score) =>
    ofScore.map((found, sample) => {
      const [none = 0] = found;
      const gains = found.subarray(1).map((value) => value - none);
      return regressions[sample]?.(gains, differences[score]?.[sample] ?? 0) ?? [];
    }),
  );
  const maps = featureMaps(values, features, inputs.shape, perMember);
  return perMember === 'share' ? withGaps(maps, differences) : { maps };
}
