import { checkOptions, invalidArgument } from '@csm/base';
import type { Attribution, Explainer, Run, Target } from '@csm/core/extend';
import { withSettings } from '../../attribution/description.js';
import { featureMaps } from '../feature-maps.js';
import {
  attributeFeatures,
  checkFeatures,
  type FeatureBatch,
  type FeatureSettings,
  featureSettings,
  isLinearWith,
} from '../feature-method.js';
import type { FeatureOptions } from '../feature-options.js';
import { describeReplacement } from '../replacement.js';
import { scoresOfCopies } from '../scores-of-copies.js';
import { exactShapleyValues } from './exact-shapley-values.js';
import { withGaps } from './with-gaps.js';

/** Each further feature doubles the cost: 65,536 forward passes per input. */
const MOST_FEATURES = 16;

/**
 * Exact Shapley values of a few features: φᵢ = Σ |S|! (k − |S| − 1)! / k! (s(S ∪ {i}) − s(S)), over all sets S of the other features. In s(S),
 * the features of S are kept and all others replaced. The values of an input's features add up to s(x) − s(r) exactly, where r is the input with all
 * features replaced. With `perMember: 'share'` the map adds up to it too; otherwise each member of a feature gets the feature's whole value.
 *
 * Needs no gradient, so it works with every encoder. Costs 2ᵏ forward passes per input with k features: 64 for 6, 65,536 for 16, which is the
 * limit. `kernelShap` samples the sets of more features.
 *
 * Source: Shapley 1953, A Value for n-Person Games; as Captum's `ShapleyValues` over all orders.
 *
 * @throws if an option is invalid; before the run, if the features or the replacement do not fit the inputs, or there are more than 16 features.
 *
 * @example
 * shapley({ features: gridFeatures(encoder.inputShape, { rows: 3, columns: 4 }), perMember: 'share' });
 * @category Perturbation methods
 */
export function shapley(options: FeatureOptions = {}): Explainer {
  checkOptions<FeatureOptions>('shapley', options, {
    features: true,
    replacement: true,
    perMember: true,
    perturbationsPerEval: true,
  });
  const settings = featureSettings('shapley', options);
  return {
    name: 'Shapley values',
    description: withSettings(
      `exact Shapley values from ${describeReplacement(settings.replacement)}`,
      settings.labels ? 'the given features' : 'single values',
      settings.perMember === 'share' && 'shared by the members',
    ),
    linear: isLinearWith(settings.replacement),
    rules: false,
    passesPerSample: settings.atOnce,
    check(target, onWarning) {
      checkCount(checkFeatures('shapley', settings, target, onWarning));
    },
    attribute: (target, inputs, run) =>
      attributeFeatures('shapley', settings, target, inputs, run, (part, batch, partRun) =>
        shapleyMaps(part, batch, settings, partRun),
      ),
  };
}

function checkCount(features: number): void {
  if (features <= MOST_FEATURES) return;
  throw invalidArgument(
    `shapley: expected at most ${MOST_FEATURES} features, because all their sets are scored; the inputs have ${features}; pass larger features, ` +
      'such as gridFeatures(inputShape, { rows: 4, columns: 4 }), or use kernelShap, which samples the sets.',
  );
}

async function shapleyMaps(
  target: Target,
  { inputs, features, input, replacement }: FeatureBatch,
  { perMember, atOnce }: FeatureSettings,
  run: Run,
): Promise<Attribution> {
  // The bits of a copy are the features that are kept. Samples with fewer features than others of the batch have unchanged copies in the end.
  const write = (copy: number, sample: number, into: Float32Array) => {
    const { count = 0, featureOf = [] } = features[sample] ?? {};
    into.set(input(sample));
    if (copy >= 2 ** count) return;
    const other = replacement(sample);
    for (const [at, feature] of featureOf.entries()) {
      if ((copy & (1 << feature)) === 0) into[at] = other[at] ?? 0;
    }
  };
  const counts = features.map(({ count }) => 2 ** count);
  const games = await scoresOfCopies(target, inputs.shape, { counts, atOnce, write }, run);
  const values = games.map((ofScore) =>
    ofScore.map((game, sample) => exactShapleyValues(game, features[sample]?.count ?? 0)),
  );
  const maps = featureMaps(values, features, inputs.shape, perMember);
  const differences = games.map((ofScore) => ofScore.map((game) => (game.at(-1) ?? 0) - (game[0] ?? 0)));
  return perMember === 'share' ? withGaps(maps, differences) : { maps };
}
