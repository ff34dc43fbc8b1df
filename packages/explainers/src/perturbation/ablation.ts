import { checkOptions } from '@csm/base';
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
import { describeReplacement } from './replacement.js';
import { scoresOfCopies } from './scores-of-copies.js';

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
  const write = (copy: number, sample: number, into: Float32Array) => {
    into.set(batch.input(sample));
    const replacement = batch.replacement(sample);
    for (const [at, feature] of (features[sample]?.featureOf ?? []).entries()) {
      if (feature === copy) into[at] = replacement[at] ?? 0;
    }
  };
  const counts = features.map(({ count }) => count);
  const without = await scoresOfCopies(target, inputs.shape, { counts, atOnce, write }, run);
  const values = without.map((ofScore, score) =>
    ofScore.map((found, sample) => found.map((value) => (whole[score]?.[sample] ?? 0) - value)),
  );
  return { maps: featureMaps(values, features, inputs.shape, perMember) };
}
