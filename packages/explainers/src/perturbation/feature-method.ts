import { checkCount, checkOneOf, invalidArgument, size } from '@csm/base';
import type { Attribution, Run, Target } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';
import {
  attributeFromBaselines,
  checkBaselines,
  dependOnConcept,
} from '../baselines/attribute-from-baselines.js';
import { type FeatureLabels, featureLabels } from '../features/feature-labels.js';
import type { Features } from '../features/features.js';
import {
  type FeaturesOf,
  featuresFor,
  type SampleFeatures,
  samplesOfLabels,
} from '../features/sample-features.js';
import type { FeatureOptions } from './feature-options.js';
import { baselineOf, checkReplacement, type FeatureReplacement, isPerChannel } from './replacement.js';

/** Checked options of a method that takes features away. */
export interface FeatureSettings {
  /** Undefined: each number of an input is a feature. */
  readonly labels: FeatureLabels | undefined;
  readonly replacement: FeatureReplacement;
  readonly perMember: NonNullable<FeatureOptions['perMember']>;
  readonly atOnce: number;
}

/** A batch on the host, with what its features are replaced by. */
export interface FeatureBatch {
  /** Borrowed. */
  readonly inputs: Tensor;
  readonly features: readonly SampleFeatures[];
  /** The numbers of a sample. */
  input(sample: number): Float32Array;
  /** What replaces the numbers of a sample. */
  replacement(sample: number): Float32Array;
}

/** @throws if an option is invalid. */
export function featureSettings(caller: string, options: FeatureOptions): FeatureSettings {
  const { features, replacement = 0, perMember = 'whole', perturbationsPerEval = 1 } = options;
  checkReplacement(caller, replacement);
  checkOneOf(caller, 'perMember', perMember, ['whole', 'share']);
  checkCount(caller, 'perturbationsPerEval', perturbationsPerEval);
  const labels = labelsOf(caller, features);
  return { labels, replacement, perMember, atOnce: perturbationsPerEval };
}

export function labelsOf(caller: string, features: Features | undefined): FeatureLabels | undefined {
  return features === undefined ? undefined : featureLabels(caller, features);
}

/** Whether maps are linear in the concept, which they are not if the replacement depends on the concept. */
export function isLinearWith(replacement: FeatureReplacement): boolean {
  return isPerChannel(replacement) || !dependOnConcept([replacement]);
}

/**
 * Checks that labels and replacement fit the target; warns if an input is a single feature.
 * @returns the number of features of the input that has most of them.
 */
export function checkFeatures(
  caller: string,
  { labels, replacement }: Pick<FeatureSettings, 'labels' | 'replacement'>,
  target: Target,
  onWarning: (message: string) => void,
): number {
  checkBaselines(caller, [baselineOf(caller, replacement, target.encoder)], target);
  return checkFeatureCounts(caller, labels, target, onWarning);
}

/**
 * Checks that labels fit the target; warns if an input is a single feature.
 * @returns the number of features of the input that has most of them.
 */
export function checkFeatureCounts(
  caller: string,
  labels: FeatureLabels | undefined,
  { encoder }: Target,
  onWarning: (message: string) => void,
): number {
  const featuresOf = featuresFor(caller, labels, encoder);
  const samples = (labels && samplesOfLabels(labels, encoder)) ?? 1;
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (let sample = 0; sample < samples; sample++) {
    const { count } = featuresOf(sample);
    [least, most] = [Math.min(least, count), Math.max(most, count)];
  }
  if (least === 1) {
    onWarning(
      `${caller}: all numbers of an input are one feature, so its map is constant; pass features with several labels.`,
    );
  }
  return most;
}

/** Runs a method on a batch on the host, for scores that share the replacement. */
export async function attributeFeatures(
  caller: string,
  { labels, replacement }: Pick<FeatureSettings, 'labels' | 'replacement'>,
  target: Target,
  inputs: Tensor,
  run: Run,
  attribute: (target: Target, batch: FeatureBatch, run: Run) => Promise<Attribution>,
): Promise<Attribution> {
  const { encoder } = target;
  checkSamples(caller, labels, target, run);
  const featuresOf = featuresFor(caller, labels, encoder);
  const baselines = [baselineOf(caller, replacement, encoder)];
  return attributeFromBaselines(caller, baselines, target, inputs, run, async (part, [start], partRun) =>
    attribute(part, await hostBatch(inputs, start, featuresOf, run.firstSample ?? 0), partRun),
  );
}

async function hostBatch(
  inputs: Tensor,
  start: Tensor,
  featuresOf: FeaturesOf,
  firstSample: number,
): Promise<FeatureBatch> {
  const [values, starts] = await Promise.all([inputs.data<'float32'>(), start.data<'float32'>()]);
  const [batch = 0, ...inputShape] = inputs.shape;
  const perSample = size(inputShape);
  const row = (from: Float32Array, sample: number) =>
    from.subarray(sample * perSample, (sample + 1) * perSample);
  return {
    inputs,
    features: Array.from({ length: batch }, (_, sample) => featuresOf(firstSample + sample)),
    input: (sample) => row(values, sample),
    replacement: (sample) => row(starts, start.shape[0] === 1 ? 0 : sample),
  };
}

/** @throws if labels are for another number of samples than the run's. */
export function checkSamples(
  caller: string,
  labels: FeatureLabels | undefined,
  { encoder }: Target,
  { samples }: Run,
): void {
  const own = labels && samplesOfLabels(labels, encoder);
  if (own === undefined || samples === undefined || own === samples) return;
  throw invalidArgument(
    `${caller}: features are labels of ${own} inputs; got ${samples} inputs; pass labels for each input.`,
  );
}
