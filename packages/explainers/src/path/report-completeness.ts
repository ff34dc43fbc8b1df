import type { ConceptScore } from '@csm/core';
import {
  type Attribution,
  type CompletenessReport,
  completenessCheck,
  disposeAttribution,
  type Run,
} from '@csm/core/extend';
import { abs, add, mul, stack, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';
import { sumOfFeatures } from './completeness.js';

/** The name of a method's function, what to do about its incomplete maps, and the largest gap that the user allows. */
export type Completeness = Pick<CompletenessReport, 'caller' | 'tolerance'> & {
  readonly remedy: () => string;
};

/** A gap above this share of the difference of scores may give a warning; for smaller gaps, the rounding error is not computed. */
const SHARE = 0.05;

/** The rounding error of a float32 map's sum and of its score, as a share of the numbers that are added. */
const ROUNDING = 1e-5;

/**
 * Reports the completeness gaps of an attribution to the run, which warns once after all batches; a run without
 * `reportCompleteness` is warned at once. An attribution without gaps is not reported.
 *
 * Reads two numbers per map to the host. Rounding is 1e-5 (Σ |map| + Σᵢ |zᵢ ∂s/∂zᵢ|), where z is the latent.
 * @returns the attribution, which is disposed if the function rejects.
 */
export async function reportCompleteness(
  scores: readonly ConceptScore[],
  attribution: Attribution,
  run: Run,
  completeness: Completeness,
): Promise<Attribution> {
  try {
    await report(scores, attribution, run, completeness);
    return attribution;
  } catch (error) {
    disposeAttribution(attribution);
    throw error;
  }
}

async function report(
  scores: readonly ConceptScore[],
  { maps, latent, completenessGaps }: Attribution,
  { reportCompleteness: reportTo, onWarning, firstSample }: Run,
  { caller, tolerance, remedy }: Completeness,
): Promise<void> {
  if (completenessGaps === undefined || (reportTo ?? onWarning) === undefined) return;
  const gaps = await rows(() => stack([...completenessGaps]));
  const sums = await rows(() => stack(maps.map(sumOfFeatures)));
  const differences = zip(sums, gaps).map(([sum, gap]) => sum.map((total, i) => total - (gap[i] ?? 0)));
  const share = Math.min(SHARE, tolerance ?? SHARE);
  const suspicious = zip(gaps, differences).some(([gap, difference]) =>
    gap.some((value, i) => !(Math.abs(value) <= share * Math.abs(difference[i] ?? 0))),
  );
  const rounding = suspicious
    ? await rows(() =>
        stack(zip(maps, scores).map(([map, score]) => mul(size(map, score, latent), ROUNDING))),
      )
    : gaps.map((gap) => new Float32Array(gap.length));
  const names = scores.map(({ name }) => name);
  const found = { caller, names, differences, gaps, rounding, tolerance, remedy: remedy() };
  if (reportTo) {
    reportTo(found);
    return;
  }
  const check = completenessCheck();
  check.add(found, firstSample);
  if (onWarning) check.warn(onWarning);
}

/** Sum of the magnitudes of all numbers that are added for a map and its score, `[batch]`. */
function size(map: Tensor, score: ConceptScore, latent: Attribution['latent']): Tensor {
  const added = sumOfFeatures(abs(map));
  return latent ? add(added, sum(abs(mul(latent, score.cotangent(latent))), 1)) : added;
}

/** The rows of a matrix on the host. */
async function rows(matrix: () => Tensor): Promise<Float32Array[]> {
  const tensor = tidy(matrix);
  const [count = 0, length = 0] = tensor.shape;
  try {
    const values = (await tensor.data()) as Float32Array;
    return Array.from({ length: count }, (_, k) => values.slice(k * length, (k + 1) * length));
  } finally {
    tensor.dispose();
  }
}
