import { checkBoolean, checkCount, checkOptions, checkSeed } from '@csm/base';
import { type Attribution, type Explainer, type Run, sampleRandom, type Target } from '@csm/core/extend';
import { withSettings } from '../../attribution/description.js';
import { defaultLabels } from '../../features/default-features.js';
import { featureMaps } from '../feature-maps.js';
import { attributeFeatures, checkFeatures, type FeatureBatch, featureSettings } from '../feature-method.js';
import type { MaskedMean } from '../mask-sums.js';
import { writeMasked } from '../masked-input.js';
import { warnOfNoise } from '../noise-warning.js';
import { describeReplacement } from '../replacement.js';
import { scoresOfCopies } from '../scores-of-copies.js';
import { balancedSigns } from './balanced-signs.js';
import type { HsicAttributionOptions } from './hsic-attribution-options.js';
import { hsicOfSigns } from './hsic-of-signs.js';

/**
 * HSIC attribution: how much the score depends on whether a feature is kept or replaced, while each of the others is kept with probability ½. The
 * Hilbert–Schmidt independence criterion of the feature's mask x and the score y, estimated from n masks by (n − 1)⁻² tr(K H L H), with
 * K_ab = ½ − (xₐ − x_b)², L_ab = exp(−(yₐ − y_b)² / 2σ²) and H = I − 1/n. Each member of a feature gets the feature's value.
 *
 * It sees every change of the score's distribution, not only of its mean, but not whether a feature raises or lowers the score; `shapley` and `rise` do.
 * Values are at most ½ and are not shares. By default the value that is expected without dependence is subtracted, so that features on which the
 * score does not depend are near 0, above or below; the published estimate (`centred: false`) is never below 0.
 *
 * σ is the median distance of the scores. The authors' package takes the median of the scores, which suits probabilities; the zero of a concept score is
 * arbitrary.
 *
 * Needs no gradient, so it works with every encoder. Costs n forward passes per input, for any number of features, and n² d
 * operations on the host. Each input has its own masks, which depend only on the seed and the input's index. `explain` warns if more than half of a
 * map's variance is noise.
 *
 * Source: Novello, Fel & Vigouroux 2022 (arXiv 2206.06219); HSIC: Gretton, Bousquet, Smola & Schölkopf 2005.
 *
 * @throws if an option is invalid; before the run, if the features or the replacement do not fit the inputs, or they look like
 *   pictures with channels first and the encoder's `layout` is unknown.
 * @category Perturbation methods
 */
export function hsicAttribution(options: HsicAttributionOptions = {}): Explainer {
  const caller = 'hsicAttribution';
  checkOptions<HsicAttributionOptions>(caller, options, {
    features: true,
    replacement: true,
    masks: true,
    centred: true,
    seed: true,
    perturbationsPerEval: true,
  });
  const { masks = 750, centred = true, seed = 0 } = options;
  checkCount(caller, 'masks', masks, { min: 4 });
  checkBoolean(caller, 'centred', centred);
  checkSeed(caller, seed);
  const { labels, replacement, atOnce } = featureSettings(caller, options);
  const settingsFor = ({ encoder }: Target) => ({
    labels: labels ?? defaultLabels(caller, encoder),
    replacement,
  });
  return {
    name: 'HSIC attribution',
    description: withSettings(
      `HSIC of masks by ${describeReplacement(replacement)}`,
      `${masks} masks`,
      labels ? 'the given features' : 'patches or single values',
      !centred && 'not centred',
    ),
    rules: false,
    passesPerSample: atOnce,
    check(target, onWarning) {
      checkFeatures(caller, settingsFor(target), target, onWarning);
    },
    attribute: (target, inputs, run) =>
      attributeFeatures(caller, settingsFor(target), target, inputs, run, (part, batch, partRun) => {
        const random = (sample: number) => sampleRandom('HSIC', { seed, draw: 0, run }, sample);
        return dependenceMaps(part, batch, { masks, atOnce, centred, random }, partRun);
      }),
  };
}

interface MaskedRun {
  readonly masks: number;
  readonly atOnce: number;
  readonly centred: boolean;
  readonly random: (sample: number) => () => number;
}

async function dependenceMaps(
  target: Target,
  batch: FeatureBatch,
  { masks: count, atOnce, centred, random }: MaskedRun,
  run: Run,
): Promise<Attribution> {
  const { inputs, features } = batch;
  /** The masks of each feature of each sample. */
  const signs = features.map((own, sample) => {
    const ofSample = random(sample);
    return Array.from({ length: own.count }, () => balancedSigns(count, ofSample));
  });
  const write = (copy: number, sample: number, into: Float32Array) => {
    const kept = Uint8Array.from(signs[sample] ?? [], (ofFeature) => (ofFeature[copy] === 1 ? 1 : 0));
    writeMasked(batch, sample, features[sample]?.featureOf ?? new Int32Array(), kept, into);
  };
  const counts = features.map(() => count);
  const scores = await scoresOfCopies(target, inputs.shape, { counts, atOnce, write }, run);
  const found: MaskedMean[][] = [];
  for (const ofScore of scores) {
    const maps: MaskedMean[] = [];
    for (const [sample, own] of ofScore.entries()) {
      maps.push(await hsicOfSigns(signs[sample] ?? [], own, centred, run));
    }
    found.push(maps);
  }
  warnOfNoise('hsicAttribution', found.flat(), `${count} masks`, run);
  const values = found.map((ofScore) => ofScore.map((map) => map.values));
  return { maps: featureMaps(values, features, inputs.shape, 'whole') };
}
