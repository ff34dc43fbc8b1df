import { checkCount, checkRequiredOptions, largest } from '@csm/base';
import type { Attribution, Explainer, Run, Target } from '@csm/core/extend';
import { withSettings } from '../attribution/description.js';
import { scoresOf } from '../attribution/scores-of.js';
import { defaultLabels } from '../features/default-features.js';
import { featuresFor } from '../features/sample-features.js';
import { donorDraws } from './donors.js';
import { type Exchanges, exchangesOf, writeExchange } from './exchanges.js';
import { featureMaps } from './feature-maps.js';
import { checkFeatureCounts, checkSamples, labelsOf } from './feature-method.js';
import { perturbedScores } from './perturbed-scores.js';
import type { ReplacementOptions } from './real-replacement-options.js';

/** Number of inputs that the encoder takes at once by default, if the batch is smaller. With one, a call costs more than its input. */
const AT_ONCE = 8;

/**
 * Replacement by real content: how much the score falls when a feature is replaced by that of real inputs (donors) that lack the
 * concept. The effect of a feature r is E(r) = s(x) − meanₖ s(x with feature r of donor k). It is divided equally among the members
 * of the feature.
 *
 * The map shows what the encoder reads: it uses no gradient and no decoder, and the replacement is content that occurs in the data, not
 * a mean or a blur. A feature that the encoder does not read has effect 0. If several features carry the same evidence, replacing
 * one of them may change nothing.
 *
 * It works with every encoder. It costs one forward pass per feature, donor and input, except where the donor has the same content.
 * Each input has its own donors, which depend only on the seed and the input's index. A donor that equals the input is not used.
 *
 * @throws if an option is invalid or the donors are not finite; before the run, if features or donors do not fit the inputs, or
 *   these look like pictures with channels first and the encoder's `layout` is unknown.
 * @category Perturbation methods
 */
export function replacement(options: ReplacementOptions): Explainer {
  checkRequiredOptions<ReplacementOptions>('replacement', options, {
    donors: true,
    features: true,
    donorsPerInput: true,
    seed: true,
    perturbationsPerEval: true,
  });
  const { perturbationsPerEval } = options;
  const donors = donorDraws('replacement', options);
  const given = labelsOf('replacement', options.features);
  if (perturbationsPerEval !== undefined) {
    checkCount('replacement', 'perturbationsPerEval', perturbationsPerEval);
  }
  return {
    name: 'replacement',
    description: withSettings(
      `replacement from ${donors.perInput < donors.count ? `${donors.perInput} of ` : ''}${donors.count} donors`,
      given ? 'the given features' : 'patches or single values',
    ),
    linear: true,
    rules: false,
    passesPerSample: perturbationsPerEval ?? AT_ONCE,
    check(target, onWarning) {
      donors.checkFit(target.encoder.inputShape);
      const labels = given ?? defaultLabels('replacement', target.encoder);
      checkFeatureCounts('replacement', labels, target, onWarning);
    },
    async attribute(target, inputs, run) {
      const labels = given ?? defaultLabels('replacement', target.encoder);
      checkSamples('replacement', labels, target, run);
      const featuresOf = featuresFor('replacement', labels, target.encoder);
      const batch = await exchangesOf(
        inputs,
        (sample) => featuresOf((run.firstSample ?? 0) + sample),
        (input, sample) => donors.of(input, sample, run),
      );
      warnOfEqualDonors(batch, run);
      const whole = await scoresOf(target, inputs, run);
      const atOnce = perturbationsPerEval ?? Math.max(1, Math.floor(AT_ONCE / batch.length));
      return effects(target, batch, inputs.shape, whole, atOnce, run);
    },
  };
}

/**
 * For each score, the map of the effects of the features.
 * @param whole for each score, the scores of the inputs.
 */
async function effects(
  target: Target,
  batch: readonly Exchanges[],
  shape: readonly number[],
  whole: readonly Float32Array[],
  atOnce: number,
  run: Run,
): Promise<Attribution> {
  const features = batch.map((each) => each.features);
  const values = whole.map(() => features.map(({ count }) => new Float64Array(count)));
  // Samples with fewer exchanges than others of the batch have unchanged copies in the end.
  const count = Math.max(1, largest(batch.map(({ list }) => list.length)));
  const write = (copy: number, sample: number, into: Float32Array) => {
    const exchanges = batch[sample];
    if (exchanges) writeExchange(exchanges, copy, into);
  };
  await perturbedScores(target, shape, { count, atOnce, write }, run, (copy, sample, score, value) => {
    const { list = [], donors = 1 } = batch[sample] ?? {};
    const [exchange, ofSample] = [list[copy], values[score]?.[sample]];
    if (exchange === undefined || ofSample === undefined) return;
    ofSample[exchange.feature]! += ((whole[score]?.[sample] ?? 0) - value) / donors;
  });
  return { maps: featureMaps(values, features, shape, 'share') };
}

function warnOfEqualDonors(batch: readonly Exchanges[], { onWarning, firstSample = 0 }: Run): void {
  const equal = batch.flatMap(({ donors }, sample) => (donors === 0 ? [firstSample + sample] : []));
  if (equal.length === 0) return;
  const more = equal.length > 1 ? ` and ${equal.length - 1} more` : '';
  onWarning?.(
    `replacement: all donors equal the input ${equal[0]}${more}, whose map is therefore zero; pass donors that are other inputs.`,
  );
}
