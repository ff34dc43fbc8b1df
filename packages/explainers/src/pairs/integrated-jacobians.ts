import { size } from '@csm/base';
import { type ConceptScore, conceptScores, type Encoder, encode } from '@csm/core';
import { type CheckedInputs, explainScores, type Run } from '@csm/core/extend';
import ndarray from 'ndarray';
import type { FeaturesOf, SampleFeatures } from '../features/sample-features.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import type { Quadrature } from '../path/quadrature.js';

/** The inputs of one side of the pairs, with how they are explained. */
export interface Side {
  readonly encoder: Encoder;
  /** The dimensions of the latent. */
  readonly dimensions: readonly ConceptScore[];
  readonly inputs: CheckedInputs;
  /** One input. */
  readonly baseline: Float32Array;
  readonly featuresOf: FeaturesOf;
  readonly steps: number;
  readonly quadrature: Quadrature;
}

/** The integrated Jacobian of one input, times x − b and added up over features. */
export interface IntegratedJacobian {
  readonly features: SampleFeatures;
  /** `[latentSize, features]`: how much each feature contributes to the change of each latent dimension. */
  readonly contributions: Float64Array;
  /** f(x). */
  readonly latent: Float64Array;
  /** f(x) − f(b), to which the contributions add up. */
  readonly change: Float64Array;
  /** What the quadrature missed of the change before the correction. */
  readonly missed: Float64Array;
}

/** Computes the integrated Jacobians of the samples `start` to `start + count`. */
export async function integratedJacobians(
  caller: string,
  { encoder, dimensions, inputs, baseline, featuresOf, steps, quadrature }: Side,
  start: number,
  count: number,
  { signal, onProgress }: Pick<Run, 'signal' | 'onProgress'>,
): Promise<IntegratedJacobian[]> {
  const { inputShape } = encoder;
  const numbers = size(inputShape);
  const values = inputs.values.subarray(start * numbers, (start + count) * numbers);
  const part = encoder.slice?.(start, count) ?? encoder;
  const starts = new Float32Array(values.length);
  for (let sample = 0; sample < count; sample++) starts.set(baseline, sample * numbers);
  const startLatents = await encode(part, ndarray(starts, [count, ...inputShape]), {
    batchSize: count,
    signal,
  });
  const startValues = conceptScores(startLatents, dimensions);
  const explained = await explainScores(
    caller,
    part,
    dimensions,
    ndarray(values, [count, ...inputShape]),
    integratedGradients({ steps, quadrature, baseline: ndarray(baseline, [...inputShape]) }),
    // The gaps of single dimensions are judged together, as parts of one vector.
    { batchSize: count, signal, onProgress, onWarning: () => {} },
  );
  return Array.from({ length: count }, (_, sample) => {
    const features = featuresOf(start + sample);
    const contributions = new Float64Array(dimensions.length * features.count);
    const latent = new Float64Array(dimensions.length);
    const change = new Float64Array(dimensions.length);
    const missed = new Float64Array(dimensions.length);
    const shares = squaredChanges(
      values.subarray(sample * numbers, (sample + 1) * numbers),
      baseline,
      features,
    );
    for (const [k, { maps, scores }] of explained.entries()) {
      const row = contributions.subarray(k * features.count, (k + 1) * features.count);
      addUp(maps.data.subarray(sample * numbers, (sample + 1) * numbers), features, row);
      latent[k] = scores.get(sample);
      change[k] = scores.get(sample) - startValues.get(sample, k);
      const rest = change[k]! - row.reduce((a, b) => a + b, 0);
      missed[k] = rest;
      for (const [i, share] of shares.entries()) row[i]! += rest * share;
    }
    return { features, contributions, latent, change, missed };
  });
}

function addUp(map: Float32Array, { featureOf }: SampleFeatures, sums: Float64Array): void {
  for (let j = 0; j < map.length; j++) sums[featureOf[j]!]! += map[j]!;
}

/** For each feature, its share of ‖x − b‖²; all 0 if x is the baseline. */
function squaredChanges(
  input: Float32Array,
  baseline: Float32Array,
  { count, featureOf }: SampleFeatures,
): Float64Array {
  const squares = new Float64Array(count);
  let total = 0;
  for (let j = 0; j < input.length; j++) {
    const square = (input[j]! - baseline[j]!) ** 2;
    squares[featureOf[j]!]! += square;
    total += square;
  }
  return total > 0 ? squares.map((square) => square / total) : squares;
}
