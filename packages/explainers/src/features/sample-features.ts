import { invalidArgument, size } from '@csm/base';
import type { Encoder } from '@csm/core';
import { checkPictures } from '../checks/check-pictures.js';
import type { FeatureLabels } from './feature-labels.js';

/** The features of one sample. */
export interface SampleFeatures {
  readonly count: number;
  /** For each number of the input, row-major, the index of its feature. */
  readonly featureOf: Int32Array;
}

/** Returns the features of a sample, by its index in the whole run. */
export type FeaturesOf = (sample: number) => SampleFeatures;

/**
 * Fits labels to the inputs of an encoder; without labels, each number of an input is a feature.
 * @throws if the labels' shape does not fit the inputs.
 */
export function featuresFor(
  caller: string,
  labels: FeatureLabels | undefined,
  encoder: Pick<Encoder, 'inputShape' | 'layout'>,
): FeaturesOf {
  const { inputShape } = encoder;
  if (labels === undefined) {
    const count = size(inputShape);
    const each = { count, featureOf: Int32Array.from({ length: count }, (_, at) => at) };
    return () => each;
  }
  const { values, samples, positions } = fitted(caller, labels, encoder);
  const perSample = values.length / (samples ?? 1);
  const found = new Map<number, SampleFeatures>();
  return (sample) => {
    const row = samples === undefined ? 0 : sample;
    if (row >= (samples ?? 1)) throw tooFew(caller, samples ?? 1, sample);
    const features = found.get(row) ?? indexed(values.subarray(row * perSample), positions);
    // The features that all inputs share are kept; those of a sample are used once.
    if (samples === undefined) found.set(row, features);
    return features;
  };
}

/** Number of samples that labels are for; undefined if all inputs share them. */
export function samplesOfLabels(
  { shape }: FeatureLabels,
  { inputShape }: Pick<Encoder, 'inputShape'>,
): number | undefined {
  return shape.length === inputShape.length + 1 ? shape[0] : undefined;
}

interface Fitted {
  readonly values: Float64Array;
  readonly samples: number | undefined;
  /** For each number of an input, the index of its label among those of a sample. */
  readonly positions: Int32Array;
}

function fitted(
  caller: string,
  labels: FeatureLabels,
  encoder: Pick<Encoder, 'inputShape' | 'layout'>,
): Fitted {
  const { inputShape } = encoder;
  const samples = samplesOfLabels(labels, encoder);
  const shape = withChannels(caller, samples === undefined ? labels.shape : labels.shape.slice(1), encoder);
  const fits =
    shape.length === inputShape.length && shape.every((n, axis) => n === 1 || n === inputShape[axis]);
  if (!fits) {
    const channels = inputShape.length === 3 ? ', where the channels may have length 1' : '';
    throw invalidArgument(
      `${caller}: features must be labels of shape [${inputShape.join(', ')}], or [n, ${inputShape.join(', ')}] for one per ` +
        `input${channels}; got [${labels.shape.join(', ')}].`,
    );
  }
  return { values: labels.values, samples, positions: broadcastPositions(shape, inputShape) };
}

/** Labels of pictures without an axis for the channels get one of length 1. */
function withChannels(
  caller: string,
  shape: readonly number[],
  encoder: Pick<Encoder, 'inputShape' | 'layout'>,
): readonly number[] {
  if (shape.length !== 2 || encoder.inputShape.length !== 3) return shape;
  return checkPictures(caller, encoder) === 'channelsFirst' ? [1, ...shape] : [...shape, 1];
}

/** For each index of an array of shape `to`, the index in the array of shape `from`, whose axes of length 1 are repeated. */
function broadcastPositions(from: readonly number[], to: readonly number[]): Int32Array {
  let positions = [0];
  for (const [axis, length] of to.entries()) {
    const own = from[axis] ?? 1;
    positions = positions.flatMap((start) =>
      Array.from({ length }, (_, i) => start * own + (own === 1 ? 0 : i)),
    );
  }
  return Int32Array.from(positions);
}

/** Numbers the labels from 0, in the order in which they first occur. */
function indexed(labels: Float64Array, positions: Int32Array): SampleFeatures {
  const indices = new Map<number, number>();
  const featureOf = positions.map((position) => {
    const label = labels[position] ?? 0;
    const index = indices.get(label) ?? indices.size;
    indices.set(label, index);
    return index;
  });
  return { count: indices.size, featureOf };
}

function tooFew(caller: string, samples: number, sample: number): Error {
  return invalidArgument(
    `${caller}: features are labels of ${samples} inputs; got an input ${sample}; pass labels for each input.`,
  );
}
