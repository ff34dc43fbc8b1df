import { checkOptions, largest } from '@csm/base';
import type { Attribution, Explainer, Run, Target } from '@csm/core/extend';
import { withSettings } from '../attribution/description.js';
import { scoresOf } from '../attribution/scores-of.js';
import { featureMaps } from './feature-maps.js';
import {
  attributeFeatures,
  checkFeatures,
  type FeatureBatch,
  type FeatureSettings,
  featureSettings,
  isLinearWith,
} from './feature-method.js';
import type { FeatureOptions } from './feature-options.js';
import { perturbedScores } from './perturbed-scores.js';
import { describeReplacement } from './replacement.js';

/**
 * Feature ablation: the value of a feature is s(x) − s(x without it), where the feature's numbers are replaced and all others
 * are kept. Each member of a feature gets this value.
 *
 * Needs no gradient, so it works with every encoder. Costs one forward pass per feature and input. If several features carry the
 * same evidence, each alone may be dispensable; `kernelShap` also takes groups of them away.
 *
 * Source: as Captum's `FeatureAblation`; Zeiler & Fergus 2013 (arXiv 1311.2901) for patches.
 *
 * @throws if an option is invalid; before the run, if the features or the replacement do not fit the inputs.
 * @category Perturbation methods
 */
export function ablation(options: FeatureOptions = {}): Explainer {
  checkOptions<FeatureOptions>('ablation', options, {
    features: true,
    replacement: true,
    perMember: true,
    perturbationsPerEval: true,
  });
  const settings = featureSettings('ablation', options);
  return {
    name: 'ablation',
    description: withSettings(
      `ablation by ${describeReplacement(settings.replacement)}`,
      settings.labels ? 'the given features' : 'single values',
      settings.perMember === 'share' && 'shared by the members',
    ),
    linear: isLinearWith(settings.replacement),
    rules: false,
    passesPerSample: settings.atOnce,
    check(target, onWarning) {
      checkFeatures('ablation', settings, target, onWarning);
    },
    attribute: (target, inputs, run) =>
      attributeFeatures('ablation', settings, target, inputs, run, (part, batch, partRun) =>
        differences(part, batch, settings, partRun),
      ),
  };
}

async function differences(
  target: Target,
  batch: FeatureBatch,
  { perMember, atOnce }: FeatureSettings,
  run: Run,
): Promise<Attribution> {
  const { inputs, features } = batch;
  const whole = await scoresOf(target, batch.inputs, run);
  const values = target.scores.map(() => features.map(({ count }) => new Float64Array(count)));
  const write = (copy: number, sample: number, into: Float32Array) => {
    into.set(batch.input(sample));
    const replacement = batch.replacement(sample);
    for (const [at, feature] of (features[sample]?.featureOf ?? []).entries()) {
      if (feature === copy) into[at] = replacement[at] ?? 0;
    }
  };
  const count = largest(features.map((each) => each.count));
  await perturbedScores(
    target,
    inputs.shape,
    { count, atOnce, write },
    run,
    (feature, sample, score, value) => {
      const ofSample = values[score]?.[sample];
      // Samples with fewer features than others of the batch have unchanged copies in the end.
      if (ofSample && feature < ofSample.length) ofSample[feature] = (whole[score]?.[sample] ?? 0) - value;
    },
  );
  return { maps: featureMaps(values, features, inputs.shape, perMember) };
}
