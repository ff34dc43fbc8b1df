import {
  checkBatchSize,
  checkCount,
  checkOneOf,
  checkOptions,
  checkWatchers,
  dot,
  eventLoopYielder,
  largest,
  norm,
} from '@csm/base';
import type { Encoder, Inputs } from '@csm/core';
import {
  checkEncoder,
  checkEncoderSamples,
  checkInputs,
  checkTraceable,
  latentDimensions,
} from '@csm/core/extend';
import ndarray from 'ndarray';
import type { SharedBaseline } from '../baselines/baseline.js';
import { baselineTensor } from '../baselines/baseline-tensor.js';
import { zip } from '../checks/zip.js';
import { featuresOrDefault } from '../features/default-features.js';
import type { Features } from '../features/features.js';
import { quadratureRule } from '../path/quadrature.js';
import { checkPairs, derivativesOf, MOST_DERIVATIVES } from './check-pairs.js';
import { type IntegratedJacobian, integratedJacobians, type Side } from './integrated-jacobians.js';
import type { PairMap } from './pair-map.js';
import type { PairMapsOptions } from './pair-maps-options.js';
import { unitLatentDimensions } from './unit-latent.js';

/** A larger share of the change of the latent that the quadrature missed gives a warning, as a completeness gap of a map does. */
const DOUBTFUL = 0.05;

/**
 * Second-order pair maps: which pairs of features of two inputs a and b make their latents similar, by integrated Jacobians:
 *
 * A_ij = (a − a₀)_i [J̄ₐᵀ J̄_b]_ij (b − b₀)_j,
 *
 * where J̄ is the Jacobian of the latent, averaged along the straight path from the baseline to the input. The numbers of a feature, such
 * as a patch, are added up. Complete: Σ A = f(a) · f(b) − f(a₀) · f(b) − f(a) · f(b₀) + f(a₀) · f(b₀). The row sums are the integrated
 * gradients of a for the score f(a) · (f(b) − f(b₀)), and the column sums those of b.
 *
 * The quadrature misses a part of f(a) − f(a₀), above all at the kinks of ReLUs. This part is added by the least change of J̄ after
 * which J̄ (a − a₀) = f(a) − f(a₀), Broyden's update: feature i gets the share ‖(a − a₀)_i‖² / ‖a − a₀‖² of it. So maps are complete up to
 * rounding for any number of steps, and `quadratureGap` tells how large the added part is. If it is more than 5 %, `onWarning` is called.
 *
 * Costs, per input, `steps` forward passes and `steps · latentSize` backward passes, and per pair a product of two matrices of `latentSize`
 * rows. A dot product depends on the zero of the latent: if all inputs have similar latents, choose a baseline such as the mean of the
 * data, so that the map explains what the two inputs share beyond that. The cosine with a latent of zero is not defined: it counts as 0, and
 * `onWarning` is called if an input or a baseline has such a latent.
 *
 * Source: Möller, Nikolaev & Padó 2024 (arXiv 2310.05703); for CLIP: 2408.14153. The correction: Broyden 1965.
 *
 * @param first a: ndarray or tensor `[n, ...inputShape]`, borrowed.
 * @param second b, as many as first inputs: pair i is `first[i]` with `second[i]`.
 * @returns one map per pair.
 * @throws before any work if inputs, baselines or features do not fit, if there are not as many second inputs as first ones, if a map
 *   would have more than 2²⁶ pairs of features or all maps more than 2²⁸ (2 GB), if an input has more than 2²⁹ derivatives, or if an encoder
 *   has no derivative.
 *
 * @example
 * const [pair] = await pairMaps(encoder, picture, other, { baseline: meanSample(pictures) });
 * pairFigure({ first: picture.pick(0), second: other.pick(0), pair }); // of @csm/render
 * @category Explain a pair
 */
export async function pairMaps(
  encoder: Encoder,
  first: Inputs,
  second: Inputs,
  options: PairMapsOptions = {},
): Promise<PairMap[]> {
  const caller = 'pairMaps';
  checkOptions<PairMapsOptions>(caller, options, {
    ...{ measure: true, secondEncoder: true, baseline: true, secondBaseline: true },
    ...{ features: true, secondFeatures: true, steps: true, quadrature: true },
    ...{ batchSize: true, signal: true, onProgress: true, onWarning: true },
  });
  checkWatchers(caller, options);
  const { secondEncoder = encoder, batchSize = 8, signal, onProgress, onWarning = console.warn } = options;
  const { measure, baseline = 0, secondBaseline = baseline, features } = options;
  const { secondFeatures = secondEncoder === encoder ? features : undefined } = options;
  checkBatchSize(caller, batchSize);
  signal?.throwIfAborted();
  const sides = [
    await sideOf(caller, encoder, first, baseline, features, options),
    await sideOf(caller, secondEncoder, second, secondBaseline, secondFeatures, options),
  ] as const;
  const count = checkPairs(caller, ...sides);
  const pairs: PairMap[] = [];
  let undefinedCosines = 0;
  const pause = eventLoopYielder();
  const atOnce = Math.min(batchSize, Math.floor(MOST_DERIVATIVES / largest(sides.map(derivativesOf))));
  for (let start = 0; start < count; start += atOnce) {
    const now = Math.min(atOnce, count - start);
    const found: IntegratedJacobian[][] = [];
    for (const [k, side] of sides.entries()) {
      const before = 2 * start + k * now;
      const watched = onProgress && {
        onProgress: ({ done, total }: { done: number; total: number }) =>
          onProgress({ done: before + (now * done) / total, total: 2 * count }),
      };
      found.push(await integratedJacobians(caller, side, start, now, { signal, ...watched }));
    }
    const [ofFirst = [], ofSecond = []] = found;
    for (const [a, b] of zip(ofFirst, ofSecond)) {
      await pause();
      signal?.throwIfAborted();
      pairs.push(pairMap(a, b, sides[0].encoder, sides[1].encoder));
      if (measure === 'cosine' && (hasZeroLatent(a) || hasZeroLatent(b))) undefinedCosines += 1;
    }
  }
  if (undefinedCosines > 0) {
    onWarning(
      `${caller}: for ${undefinedCosines} of ${count} pairs, the latent of an input or a baseline is zero, so its cosine is not defined; it ` +
        "was counted as 0; choose another baseline, leave out such inputs, or use measure: 'dotProduct'.",
    );
  }
  warnOfSteps(caller, pairs, sides[0].steps, onWarning);
  return pairs;
}

async function sideOf(
  caller: string,
  encoder: Encoder,
  inputs: Inputs,
  baseline: SharedBaseline,
  features: Features | undefined,
  { measure = 'dotProduct', steps = 50, quadrature = 'gauss-legendre' }: PairMapsOptions,
): Promise<Side> {
  checkEncoder(caller, encoder);
  checkTraceable(caller, encoder);
  checkOneOf(caller, 'measure', measure, ['dotProduct', 'cosine']);
  checkCount(caller, 'steps', steps, { min: quadrature === 'trapezoid' ? 2 : 1 });
  quadratureRule(caller, quadrature, steps);
  const { latentSize } = encoder;
  const featuresOf = featuresOrDefault(caller, features, encoder);
  const checked = await checkInputs(caller, inputs, encoder.inputShape);
  checkEncoderSamples(caller, encoder, checked.count);
  const start = baselineTensor(caller, baseline, encoder.inputShape);
  try {
    return {
      encoder,
      dimensions: measure === 'cosine' ? unitLatentDimensions(latentSize) : latentDimensions(latentSize),
      inputs: checked,
      baseline: Float32Array.from(await start.data()),
      featuresOf,
      steps,
      quadrature,
    };
  } finally {
    start.dispose();
  }
}

/** Whether the unit latent of the input or of its baseline has length 0 instead of 1. */
function hasZeroLatent({ latent, change }: IntegratedJacobian): boolean {
  return norm(latent) < 0.5 || norm(latent.map((value, k) => value - (change[k] ?? 0))) < 0.5;
}

function pairMap(a: IntegratedJacobian, b: IntegratedJacobian, first: Encoder, second: Encoder): PairMap {
  const [rows, columns] = [a.features.count, b.features.count];
  const map = new Float64Array(rows * columns);
  for (let k = 0; k < a.change.length; k++) {
    const of = b.contributions.subarray(k * columns, (k + 1) * columns);
    for (let i = 0; i < rows; i++) {
      const factor = a.contributions[k * rows + i]!;
      // Loops over indices are ten times as fast as iterators.
      for (let j = 0; j < columns; j++) map[i * columns + j]! += factor * of[j]!;
    }
  }
  const difference = dot(a.change, b.change, a.change.length);
  return {
    map: ndarray(map, [rows, columns]),
    firstFeatures: ndarray(a.features.featureOf, [...first.inputShape]),
    secondFeatures: ndarray(b.features.featureOf, [...second.inputShape]),
    similarity: dot(a.latent, b.latent, a.latent.length),
    difference,
    completenessGap: map.reduce((sum, value) => sum + value, 0) - difference,
    quadratureGap: Math.max(missedShare(a), missedShare(b)),
  };
}

/** The length of what the quadrature missed, as a share of that of the change; 0 if there is no change. */
function missedShare({ missed, change }: IntegratedJacobian): number {
  const length = norm(change);
  return length > 0 ? norm(missed) / length : 0;
}

function warnOfSteps(
  caller: string,
  pairs: readonly PairMap[],
  steps: number,
  onWarning: (message: string) => void,
): void {
  const doubtful = pairs.filter(({ quadratureGap }) => !(quadratureGap <= DOUBTFUL));
  if (doubtful.length === 0) return;
  const worst = largest(doubtful.map(({ quadratureGap }) => quadratureGap));
  onWarning(
    `${caller}: for ${doubtful.length} of ${pairs.length} pairs, the quadrature missed more than 5 % of the change of a latent, ` +
      `${Number((100 * worst).toPrecision(2))} % at most; the missed part was spread over the features by their squared distance from the ` +
      `baseline; take more steps than ${steps}, or another baseline.`,
  );
}
