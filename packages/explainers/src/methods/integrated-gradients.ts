import { type Attribution, checkOptions, checkpoint, type Explainer, type Run, type Target } from '@csm/core';
import { broadcastTo, dispose, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { type Baseline, isBaselineList } from '../baselines/baseline.js';
import { checkBaselines, dependOnConcept, fromBaselines } from '../baselines/from-baselines.js';
import { completenessGaps, scoreDifferences } from '../path/completeness.js';
import { type Paths, pathIntegral } from '../path/path-integral.js';
import { type Quadrature, quadratureRule } from '../path/quadrature.js';
import { untilComplete } from '../path/until-complete.js';

/** Options of {@link integratedGradients}. */
export interface IntegratedGradientsOptions {
  /** Points of the quadrature, each a forward and a backward pass. Default 50. */
  steps?: number | undefined;
  /** Default `gauss-legendre`: the most exact for the same steps. `riemann-right` is the reference implementation's. */
  quadrature?: Quadrature | undefined;
  /**
   * Where the path starts. Default 0. What equals the baseline gets no credit: black cannot credit dark glasses; the mean
   * of the data can, and so can `blurredBaseline`, or `counterfactualBaseline`, with which each concept has passes of its own.
   * Over several the maps are averaged, each at the cost of one: over samples of the data these are expected gradients.
   */
  baseline?: Baseline | readonly Baseline[] | undefined;
  /**
   * Largest completeness gap, as a share of |s(x) − s(b)|. A map whose gap is above it is computed again with twice the
   * steps, and so on up to `maxSteps`; if it still is, the run's `onWarning` is told. Default: no such check.
   */
  tolerance?: number | undefined;
  /** Of `tolerance`: the most steps. Default 1000. */
  maxSteps?: number | undefined;
  /**
   * The reference implementation's path, from 0 to x whatever the baseline is; only x − baseline then uses it, and
   * the map no longer adds up to the difference of scores. Default false.
   */
  pathFromZero?: boolean | undefined;
}

/**
 * Integrated gradients: map = (x − b) · ∫₀¹ ∂s/∂x (b + t (x − b)) dt, the integral by a quadrature rule.
 *
 * Complete: the map adds up to s(x) − s(b), up to the error of the quadrature, which `completenessGaps` of the result
 * tell. Linear in the concept vector, unless the baseline depends on it. Memory does not grow with the steps.
 *
 * Source: Sundararajan, Taly & Yan 2017 (arXiv 1703.01365).
 *
 * @throws if steps is not a whole number of at least 1 (2 for `trapezoid`), the tolerance is not positive, or a baseline
 *   does not fit the input.
 */
export function integratedGradients(options: IntegratedGradientsOptions = {}): Explainer {
  checkOptions<IntegratedGradientsOptions>('integratedGradients', options, {
    steps: true,
    quadrature: true,
    baseline: true,
    tolerance: true,
    maxSteps: true,
    pathFromZero: true,
  });
  const { steps = 50, quadrature = 'gauss-legendre', baseline = 0, pathFromZero = false } = options;
  const { tolerance, maxSteps = Math.max(1000, steps) } = options;
  checkSteps('steps', steps, quadrature === 'trapezoid' ? 2 : 1);
  checkSteps('maxSteps', maxSteps, steps);
  checkTolerance(tolerance, pathFromZero);
  const baselines = isBaselineList(baseline) ? baseline : [baseline];
  if (baselines.length > 1 && baselines.every((b) => typeof b === 'number')) {
    throw new Error(
      `integratedGradients: baseline is a list of ${baselines.length} numbers, which would be so many constant baselines. For one ` +
        'baseline with a number a feature give ndarray(Float32Array.of(…), inputShape).',
    );
  }
  if (baselines.length === 0) throw new Error('integratedGradients: the list of baselines is empty.');
  const rule = quadratureRule(quadrature, steps);

  async function mapsAndGaps(target: Target, inputs: Tensor, paths: Paths, run: Run): Promise<Attribution> {
    const { latent, differences } = await endpoints(target, inputs, paths.starts, run);
    const integral = (n: number, part: Run) =>
      pathIntegral(target, inputs, paths, n === steps ? rule : quadratureRule(quadrature, n), part);
    try {
      const maps =
        tolerance === undefined
          ? await integral(steps, run)
          : await untilComplete(integral, { steps, maxSteps, tolerance }, target.scores, differences, run);
      return {
        maps,
        latent,
        ...(!pathFromZero && { completenessGaps: completenessGaps(maps, differences) }),
      };
    } catch (error) {
      latent.dispose();
      throw error;
    } finally {
      dispose(differences);
    }
  }

  return {
    name: 'integrated gradients',
    // With a tolerance, each map takes as many steps as it needs.
    linear: tolerance === undefined && !dependOnConcept(baselines),
    rules: false,
    check: (target) => checkBaselines('integratedGradients', baselines, target),
    attribute: (target, inputs, run) =>
      fromBaselines('integratedGradients', baselines, target, inputs, run, (part, starts, partRun) =>
        mapsAndGaps(part, inputs, { starts, fromZero: pathFromZero }, partRun),
      ),
  };
}

/** Latents of the inputs, and what the maps should add up to. */
async function endpoints(
  { encoder, scores }: Target,
  inputs: Tensor,
  starts: readonly Tensor[],
  run: Run,
): Promise<{ latent: Tensor2D; differences: Tensor1D[] }> {
  const latents: Tensor2D[] = [];
  try {
    await checkpoint(run);
    latents.push(await encoder.encode(inputs));
    for (const start of starts) {
      await checkpoint(run);
      // A start for every sample: scores may differ from sample to sample.
      const point = broadcastTo(start, inputs.shape);
      try {
        latents.push(await encoder.encode(point));
      } finally {
        point.dispose();
      }
    }
    const [latent, ...begins] = latents as [Tensor2D, ...Tensor2D[]];
    const differences = tidy(() => scoreDifferences(scores, latent, begins));
    dispose(begins);
    return { latent, differences };
  } catch (error) {
    dispose(latents);
    throw error;
  }
}

function checkSteps(name: string, steps: number, least: number): void {
  if (Number.isInteger(steps) && steps >= least) return;
  throw new Error(`integratedGradients: ${name} must be a whole number of at least ${least}; got ${steps}.`);
}

function checkTolerance(tolerance: number | undefined, pathFromZero: boolean): void {
  if (tolerance === undefined) return;
  if (!(tolerance > 0 && Number.isFinite(tolerance))) {
    throw new Error(`integratedGradients: tolerance must be a positive number; got ${tolerance}.`);
  }
  if (pathFromZero) {
    throw new Error('integratedGradients: tolerance needs complete maps, which pathFromZero does not give.');
  }
}
