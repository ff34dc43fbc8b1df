import { checkCount, checkOptions, checkSeed, jansenIndices, sobolDesign } from '@csm/base';
import { type Attribution, type Explainer, type Run, sampleRandom, type Target } from '@csm/core/extend';
import { withSettings } from '../../attribution/description.js';
import { defaultLabels } from '../../features/default-features.js';
import { areConstantScores } from '../constant-scores.js';
import { featureMaps } from '../feature-maps.js';
import { attributeFeatures, checkFeatures, type FeatureBatch, featureSettings } from '../feature-method.js';
import { writeMasked } from '../masked-input.js';
import { warnOfNoise } from '../noise-warning.js';
import { describeReplacement } from '../replacement.js';
import { scoresOfCopies } from '../scores-of-copies.js';
import type { SobolAttributionOptions } from './sobol-attribution-options.js';

/**
 * Sobol attribution: the total Sobol index of each feature, S_Ti = E[V(s | M₋ᵢ)] / V(s): the share of the score's variance under random masks in which
 * feature i takes part, alone or together with others. Each feature is multiplied by a random number between 0 and 1 of its own,
 * x ⊙ M + r ⊙ (1 − M), independent and uniform. Each member of a feature gets the feature's index.
 *
 * Indices are at least 0 and do not tell whether a feature raises or lowers the score; `shapley` and `rise` do. They add up to 1 if features
 * do not interact, otherwise to more. A map is all 0 if masks do not change the score.
 *
 * Needs no gradient, so it works with every encoder. Costs N (d + 2) forward passes per input with N pairs of masks and d features: 2,112 for a grid
 * of 8 × 8 patches. Estimator: Jansen's, with pairs from a Latin hypercube (the authors use a Sobol sequence). Each input has its own masks,
 * which depend only on the seed and the input's index. `explain` returns the standard errors; it warns if more than half of a map's
 * variance is noise.
 *
 * Source: Fel, Cadène, Chalvidal, Cord, Vigouroux & Serre 2021 (arXiv 2111.04138).
 *
 * @throws if an option is invalid; before the run, if the features or the replacement do not fit the inputs, or they look like
 *   pictures with channels first and the encoder's `layout` is unknown.
 * @category Perturbation methods
 */
export function sobolAttribution(options: SobolAttributionOptions = {}): Explainer {
  const caller = 'sobolAttribution';
  checkOptions<SobolAttributionOptions>(caller, options, {
    features: true,
    replacement: true,
    pairs: true,
    seed: true,
    perturbationsPerEval: true,
  });
  const { pairs = 32, seed = 0 } = options;
  checkCount(caller, 'pairs', pairs, { min: 2 });
  checkSeed(caller, seed);
  const { labels, replacement, atOnce } = featureSettings(caller, options);
  const settingsFor = ({ encoder }: Target) => ({
    labels: labels ?? defaultLabels(caller, encoder),
    replacement,
  });
  return {
    name: 'Sobol attribution',
    description: withSettings(
      `total Sobol indices of masks by ${describeReplacement(replacement)}`,
      `${pairs} pairs of masks`,
      labels ? 'the given features' : 'patches or single values',
    ),
    rules: false,
    passesPerSample: atOnce,
    check(target, onWarning) {
      checkFeatures(caller, settingsFor(target), target, onWarning);
    },
    attribute: (target, inputs, run) =>
      attributeFeatures(caller, settingsFor(target), target, inputs, run, (part, batch, partRun) => {
        const random = (sample: number) => sampleRandom('Sobol', { seed, draw: 0, run }, sample);
        return indexMaps(part, batch, { pairs, atOnce, random }, partRun);
      }),
  };
}

interface MaskedRun {
  readonly pairs: number;
  readonly atOnce: number;
  readonly random: (sample: number) => () => number;
}

async function indexMaps(
  target: Target,
  batch: FeatureBatch,
  { pairs, atOnce, random }: MaskedRun,
  run: Run,
): Promise<Attribution> {
  const { inputs, features } = batch;
  const designs = features.map(({ count }, sample) => sobolDesign(count, pairs, random(sample)));
  // Samples with fewer features than others of the batch have unchanged copies in the end.
  const write = (copy: number, sample: number, into: Float32Array) => {
    const [design, own] = [designs[sample], features[sample]];
    if (!design || !own || copy >= design.count) return into.set(batch.input(sample));
    const mask = new Float64Array(own.count);
    design.write(copy, mask);
    writeMasked(batch, sample, own.featureOf, mask, into);
  };
  const counts = designs.map((design) => design.count);
  const scores = await scoresOfCopies(target, inputs.shape, { counts, atOnce, write }, run);
  const found = scores.map((ofScore) =>
    ofScore.map((own) => jansenIndices(areConstantScores(own) ? own.fill(0) : own, pairs)),
  );
  const estimates = found.flat().map(({ total, standardErrors }) => ({ values: total, standardErrors }));
  warnOfNoise('sobolAttribution', estimates, `${pairs} pairs of masks`, run);
  const mapsOf = (values: readonly Float64Array[][]) => featureMaps(values, features, inputs.shape, 'whole');
  return {
    maps: mapsOf(found.map((ofScore) => ofScore.map(({ total }) => total))),
    standardErrors: mapsOf(found.map((ofScore) => ofScore.map(({ standardErrors }) => standardErrors))),
  };
}
