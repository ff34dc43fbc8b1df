import { checkBoolean, checkCount, checkOptions, checkSeed, invalidArgument, shown } from '@csm/base';
import { type Explainer, sampleRandom, type Target } from '@csm/core/extend';
import { withSettings } from '../attribution/description.js';
import type { SampleFeatures } from '../features/sample-features.js';
import { attributeFeatures, checkFeatures, isLinearWith, labelsOf } from './feature-method.js';
import { checkReplacement, describeReplacement } from './replacement.js';
import { featureMasks, gridMasks, type Masks, maskAxes } from './rise-masks.js';
import type { RiseOptions } from './rise-options.js';
import { weightedMasks } from './weighted-masks.js';

/**
 * RISE: the mean of random masks, weighted by the scores of the masked inputs: map(λ) = 1 / (n p) Σ (sᵢ − s̄) Mᵢ(λ), with p the
 * probability that a cell is kept. It estimates how much the expected score rises where λ is kept: E[s M(λ)] / p − E[s], without
 * bias (the divisor is (n − 1) p). With `centred: false` it is the published map E[s M(λ)] / p, which differs by the
 * constant E[s]: harmless for a probability, but the zero of a concept score is arbitrary, and the constant hides the
 * map and makes it noisier.
 *
 * A mask is a grid of random zeros and ones with `cells` cells along each axis, interpolated linearly and shifted by a random part
 * of a cell: over height and width for pictures, over the first axis for sequences `[time, channels]`, and over all axes but
 * the last for other inputs. All channels share it. Inputs of one axis have no order, so each of their numbers is kept or replaced
 * independently, without interpolation; so are the features of the option `features`.
 *
 * Needs no gradient, so it works with every encoder. Costs `masks` forward passes per input. Each input has its own masks, which
 * depend only on the seed and the input's index. `explain` returns the standard errors; it warns if more than half of a map's
 * variance is noise.
 *
 * Source: Petsiuk, Das & Saenko 2018 (arXiv 1806.07421).
 *
 * @throws if an option is invalid; before the run, if cells, features or the replacement do not fit the inputs, or they look like
 *   pictures with channels first and the encoder's `layout` is unknown.
 * @category Perturbation methods
 */
export function rise(options: RiseOptions = {}): Explainer {
  checkOptions<RiseOptions>('rise', options, {
    masks: true,
    cells: true,
    keepProbability: true,
    replacement: true,
    features: true,
    centred: true,
    seed: true,
    perturbationsPerEval: true,
  });
  const {
    masks = 4000,
    cells = 7,
    keepProbability = 0.5,
    replacement = 0,
    centred = true,
    seed = 0,
  } = options;
  const { perturbationsPerEval = 1 } = options;
  checkCount('rise', 'masks', masks, { min: 2 });
  checkCells(cells);
  checkProbability(keepProbability);
  checkReplacement('rise', replacement);
  checkBoolean('rise', 'centred', centred);
  checkSeed('rise', seed);
  checkCount('rise', 'perturbationsPerEval', perturbationsPerEval);
  const labels = labelsOf('rise', options.features);
  if (labels !== undefined && options.cells !== undefined) {
    throw invalidArgument('rise: expected cells or features, not both; features are their own cells.');
  }
  const settings = { labels, replacement };
  const hasCells = ({ encoder }: Target) => labels === undefined && encoder.inputShape.length > 1;
  return {
    name: 'RISE',
    description: withSettings(
      `RISE by ${describeReplacement(replacement)}`,
      `${masks} masks`,
      labels
        ? 'the given features'
        : `${[cells].flat().join(' × ')} cells${typeof cells === 'number' ? ' along each axis' : ''}`,
      `kept with probability ${keepProbability}`,
      !centred && 'not centred',
    ),
    linear: centred && isLinearWith(replacement),
    rules: false,
    passesPerSample: perturbationsPerEval,
    check(target, onWarning) {
      checkFeatures('rise', settings, target, onWarning);
      if (hasCells(target)) maskAxes('rise', target.encoder, cells);
    },
    attribute: (target, inputs, run) =>
      attributeFeatures('rise', settings, target, inputs, run, (part, batch, partRun) => {
        const masksOf = masksFor(part, hasCells(part) ? cells : undefined, keepProbability);
        const random = (draw: number, sample: number) => sampleRandom('RISE', { seed, draw, run }, sample);
        const each = {
          count: masks,
          atOnce: perturbationsPerEval,
          keepProbability,
          centred,
          masksOf,
          random,
        };
        return weightedMasks(part, batch, each, partRun);
      }),
  };
}

function masksFor(
  { encoder }: Target,
  cells: number | readonly number[] | undefined,
  keepProbability: number,
): (features: SampleFeatures) => Masks {
  if (cells === undefined) return (features) => featureMasks(features, keepProbability);
  const shared = gridMasks(encoder, maskAxes('rise', encoder, cells), keepProbability);
  return () => shared;
}

function checkProbability(value: number): void {
  if (value > 0 && value < 1) return;
  throw invalidArgument(
    `rise: keepProbability must be a number between 0 and 1, both excluded; got ${shown(value)}.`,
  );
}

function checkCells(cells: number | readonly number[]): void {
  const list: unknown = typeof cells === 'number' ? [cells] : cells;
  if (Array.isArray(list) && list.length > 0 && list.every((each) => Number.isInteger(each) && each >= 1))
    return;
  throw invalidArgument(
    `rise: cells must be a whole number of at least 1, or one per axis; got ${Array.isArray(cells) ? JSON.stringify(cells) : shown(cells)}.`,
  );
}
