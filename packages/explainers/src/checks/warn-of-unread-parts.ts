import type { ConceptScore, Encoder } from '@csm/core';
import type { Run, Target } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import { featureLabels } from '../features/feature-labels.js';
import { gridFeatures } from '../features/grid-features.js';
import { featuresFor, type SampleFeatures } from '../features/sample-features.js';
import { perturbedScores } from '../perturbation/perturbed-scores.js';

/** About so many parts of an input are replaced: 8 × 8 patches of a picture, 64 stretches of a table row. */
const PARTS = 64;
/** Warns if more than this share of a map lies where the replacement has no effect. */
const MOST = 0.3;
/** An effect below this share of the mean effect of a part counts as none. */
const NO_EFFECT = 0.01;
/** The rounding error of a float32 score. */
const ROUNDING = 1e-6;

/**
 * Warns if a map x − x′, where x′ is the input x without the concept, lies where the encoder does not read (see
 * {@link unreadShare}). Only the map of the first input for the first score is checked.
 *
 * @param maps of the scores, borrowed.
 */
export async function warnOfUnreadParts(
  caller: string,
  target: Target,
  inputs: Tensor,
  [map]: readonly Tensor[],
  run: Run,
): Promise<void> {
  const [score] = target.scores;
  if (map === undefined || score === undefined) return;
  const unread = await unreadShare(caller, { encoder: target.encoder, score }, inputs, map, run);
  if (unread <= MOST) return;
  run.onWarning?.(
    `${caller}: ${Math.round(100 * unread)} % of the map of "${score.name}" lies where the decoder draws the concept but the encoder does not ` +
      'read it: the score of the first input does not change if these parts are replaced by those without the concept; use a method that ' +
      'depends on the encoder, such as replacement(), or integratedGradients() from counterfactualBaseline(), or agreementMap() of both.',
  );
}

/**
 * The share of a map x − x′ of the first input that lies where the encoder does not read: part by part, x gets the content of x′, and the score
 * does not change. Parts that are replaced alone can hide each other's evidence, but not down to an effect of nothing.
 *
 * Costs a forward pass for each of about 64 parts, in batches of the given size, and one without a change; needs no derivative.
 */
export async function unreadShare(
  caller: string,
  { encoder, score }: ScoredEncoder,
  inputs: Tensor,
  map: Tensor,
  run: Run,
): Promise<number> {
  const [x, change] = await Promise.all([inputs.data<'float32'>(), map.data<'float32'>()]);
  const parts = partsOf(caller, encoder);
  const inPart = new Float64Array(parts.count);
  for (const [at, part] of parts.featureOf.entries()) {
    inPart[part] = (inPart[part] ?? 0) + Math.abs(change[at] ?? 0);
  }
  const total = sum(inPart);
  if (!(total > 0)) return 0;
  const effects = await effectsOf({ encoder, score }, inputs.shape, { x, change, parts }, run);
  const least = (NO_EFFECT * sum(effects.map(Math.abs))) / parts.count;
  return sum(inPart.filter((_, part) => Math.abs(effects[part] ?? 0) <= least)) / total;
}

interface ScoredEncoder {
  readonly encoder: Encoder;
  readonly score: ConceptScore;
}

/** A grid over the axes of the inputs without the channels. */
function partsOf(caller: string, encoder: Encoder): SampleFeatures {
  const { inputShape, layout = 'channelsLast' } = encoder;
  const places = placesOf(inputShape, layout === 'channelsFirst');
  const across = Math.round(PARTS ** (1 / places.length));
  const size = places.map((length) => Math.ceil(length / across));
  const labels = gridFeatures(inputShape, { size, layout });
  return featuresFor(caller, featureLabels(caller, labels), encoder)(0);
}

function placesOf(inputShape: readonly number[], channelsFirst: boolean): readonly number[] {
  if (inputShape.length === 1) return inputShape;
  return channelsFirst && inputShape.length === 3 ? inputShape.slice(1) : inputShape.slice(0, -1);
}

interface Change {
  /** The numbers of a batch; only those of the first sample are used. */
  readonly x: Float32Array;
  readonly change: Float32Array;
  readonly parts: SampleFeatures;
}

/**
 * For each part, the score of the input minus that of the input with this part changed; differences within rounding are 0. Each row of a batch is
 * compared with the unchanged input in the same row, since encoders may have a condition or noise for each row.
 */
async function effectsOf(
  { encoder, score }: ScoredEncoder,
  shape: readonly number[],
  { x, change, parts }: Change,
  run: Run,
): Promise<Float64Array> {
  const [batch = 1] = shape;
  // The first copy of the batch is unchanged: its rows have the parts −batch to −1, which do not exist.
  const partOf = (copy: number, row: number) => (copy - 1) * batch + row;
  const whole = new Float32Array(batch);
  const effects = new Float64Array(parts.count);
  const perturbations = {
    count: 1 + Math.ceil(parts.count / batch),
    atOnce: 1,
    write(copy: number, row: number, into: Float32Array) {
      const part = partOf(copy, row);
      for (let at = 0; at < into.length; at++) {
        const value = x[at] ?? 0;
        into[at] = parts.featureOf[at] === part ? value - (change[at] ?? 0) : value;
      }
    },
  };
  const silent = { ...run, onProgress: undefined };
  await perturbedScores(
    { encoder, scores: [score] },
    shape,
    perturbations,
    silent,
    (copy, row, _score, after) => {
      if (copy === 0) whole[row] = after;
      const [part, before] = [partOf(copy, row), whole[row] ?? 0];
      if (part < 0 || part >= parts.count) return;
      const rounding = ROUNDING * Math.max(Math.abs(before), Math.abs(after));
      effects[part] = Math.abs(before - after) <= rounding ? 0 : before - after;
    },
  );
  return effects;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
