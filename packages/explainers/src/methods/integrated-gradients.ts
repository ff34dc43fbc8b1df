import { checkBoolean, checkCount, checkOptions, checkPositive, invalidArgument } from '@csm/base';
import {
  type Attribution,
  checkpoint,
  checkTraceable,
  type Explainer,
  type ExplanationPlan,
  type Run,
  type Target,
} from '@csm/core/extend';
import { broadcastTo, dispose, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { withSettings } from '../attribution/description.js';
import {
  attributeFromBaselines,
  checkBaselines,
  dependOnConcept,
} from '../baselines/attribute-from-baselines.js';
import type { Baseline, SharedBaseline } from '../baselines/baseline.js';
import { isBaselineList, isInputBaseline } from '../baselines/baseline-tensor.js';
import { checkBaselineList } from '../baselines/check-baseline-list.js';
import { describeBaselines } from '../baselines/describe-baseline.js';
import { zip } from '../checks/zip.js';
import { completenessGaps, scoreDifferences } from '../path/completeness.js';
import { type Paths, pathIntegral } from '../path/path-integral.js';
import { QUADRATURE_NAMES, type QuadratureRule, quadratureRule } from '../path/quadrature.js';
import { reportCompleteness } from '../path/report-completeness.js';
import { integrateUntilComplete } from '../path/step-doubling.js';
import type { IntegratedGradientsOptions } from './integrated-gradients-options.js';

/** In the advice of a warning. */
const SUGGESTED_TOLERANCE = 0.02;

/**
 * Integrated gradients: map = (x − b) · ∫₀¹ ∂s/∂x (b + t (x − b)) dt, with the integral computed by a quadrature
 * rule.
 *
 * Complete: the map adds up to s(x) − s(b), up to the error of the quadrature, which the result's `completenessGaps` report.
 * Linear in the concept vector, unless the baseline depends on it. Memory does not grow with the steps.
 *
 * If gaps exceed rounding and 5 % of |s(x) − s(b)| (or 5 % of a tenth of its median over the samples, if that is more),
 * `explain` warns once, with the number of such maps and the largest gap. With `tolerance`, a gap may be that share of |s(x) − s(b)|
 * instead.
 *
 * Source: Sundararajan, Taly & Yan 2017 (arXiv 1703.01365).
 *
 * @throws if steps is not a whole number of at least 1 (2 for `trapezoid`), the tolerance is not positive, or a baseline
 *   does not fit the input.
 * @category Gradient methods
 */
export function integratedGradients(options: IntegratedGradientsOptions = {}): Explainer {
  const caller = 'integratedGradients';
  checkOptions<IntegratedGradientsOptions>(caller, options, {
    steps: true,
    quadrature: true,
    baseline: true,
    tolerance: true,
    maxSteps: true,
    pathFromZero: true,
  });
  const { steps = 50, quadrature = 'gauss-legendre', baseline = 0, pathFromZero = false } = options;
  const { tolerance, maxSteps = Math.max(1000, steps) } = options;
  checkCount(caller, 'steps', steps, { min: quadrature === 'trapezoid' ? 2 : 1 });
  checkCount(caller, 'maxSteps', maxSteps, { min: steps });
  checkBoolean(caller, 'pathFromZero', pathFromZero);
  checkTolerance(caller, tolerance, pathFromZero);
  const baselines = isBaselineList(baseline) ? baseline : [baseline];
  checkBaselineList(caller, baselines);
  const rule = quadratureRule(caller, quadrature, steps);

  async function mapsAndGaps(target: Target, inputs: Tensor, paths: Paths, run: Run): Promise<Attribution> {
    const { latent, differences } = await endpoints(target, inputs, paths.starts, run);
    const integral = (n: number, part: Run) =>
      pathIntegral(target, inputs, paths, n === steps ? rule : quadratureRule(caller, quadrature, n), part);
    try {
      const maps =
        tolerance === undefined
          ? await integral(steps, run)
          : await integrateUntilComplete(integral, { steps, maxSteps, tolerance }, differences, run);
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

  const described = () => {
    const taken = tolerance === undefined ? `${steps}` : `${steps} to ${maxSteps}`;
    const how = withSettings(
      QUADRATURE_NAMES[quadrature],
      tolerance !== undefined && `tolerance ${tolerance}`,
    );
    const start = describeBaselines(baselines);
    const path = `integrated gradients, ${taken} ${taken === '1' ? 'step' : 'steps'} (${how})`;
    return pathFromZero && start !== '0'
      ? `${path} from 0, times the input minus ${start}`
      : `${path} from ${start}`;
  };

  const plan = tolerance === undefined ? planOf(rule, baselines, pathFromZero) : undefined;

  const remedy = () =>
    tolerance === undefined
      ? `set tolerance (such as ${SUGGESTED_TOLERANCE}) to add steps until maps are complete, take more steps than ${steps}, or use another baseline`
      : `raise maxSteps above ${maxSteps}, or use another baseline`;

  return {
    name: 'integrated gradients',
    description: described(),
    // With a tolerance, each map takes as many steps as it needs.
    linear: tolerance === undefined && !dependOnConcept(baselines),
    rules: false,
    ...(plan && { plan }),
    check(target) {
      checkTraceable(caller, target.encoder);
      checkBaselines(caller, baselines, target);
    },
    async attribute(target, inputs, run) {
      const found = await attributeFromBaselines(
        caller,
        baselines,
        target,
        inputs,
        run,
        (part, starts, partRun) => mapsAndGaps(part, inputs, { starts, fromZero: pathFromZero }, partRun),
      );
      return reportCompleteness(target.scores, found, run, { caller, tolerance, remedy });
    },
  };
}

/** The plan of the method; undefined if a baseline depends on the input. */
function planOf(
  { points, weights }: QuadratureRule,
  baselines: readonly Baseline[],
  pathFromZero: boolean,
): ExplanationPlan | undefined {
  const shared = baselines.filter((baseline): baseline is SharedBaseline => !isInputBaseline(baseline));
  if (shared.length < baselines.length) return undefined;
  return {
    points: zip(points, weights).map(([at, weight]) => ({ at, weight })),
    baselines: shared,
    pathFromZero,
    times: 'difference',
  };
}

/** The latents of the inputs, and the differences of scores to which the maps should add up. */
async function endpoints(
  { encoder, scores }: Target,
  inputs: Tensor,
  starts: readonly Tensor[],
  run: Run,
): Promise<{ latent: Tensor2D; differences: Tensor1D[] }> {
  await checkpoint(run);
  const latent = await encoder.encode(inputs);
  const startLatents: Tensor2D[] = [];
  try {
    for (const start of starts) {
      await checkpoint(run);
      // There is one start for each sample, because scores may differ between samples.
      const batch = tidy(() => broadcastTo(start, inputs.shape));
      try {
        startLatents.push(await encoder.encode(batch));
      } finally {
        batch.dispose();
      }
    }
    return { latent, differences: scoreDifferences(scores, latent, startLatents) };
  } catch (error) {
    latent.dispose();
    throw error;
  } finally {
    dispose(startLatents);
  }
}

function checkTolerance(caller: string, tolerance: number | undefined, pathFromZero: boolean): void {
  if (tolerance === undefined) return;
  checkPositive(caller, 'tolerance', tolerance);
  if (!pathFromZero) return;
  throw invalidArgument(`${caller}: tolerance needs complete maps, which pathFromZero does not give.`);
}
