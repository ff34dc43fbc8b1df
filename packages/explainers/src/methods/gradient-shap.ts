import { checkCount, checkOptionalFunction, checkOptions, checkPositive, checkSeed } from '@csm/base';
import {
  type Attribution,
  checkpoint,
  checkTraceable,
  type DrawKey,
  disposeAttribution,
  type Explainer,
  type Run,
  sampleNoise,
  sampleRandom,
  type Target,
} from '@csm/core/extend';
import {
  add,
  dispose,
  div,
  gather,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { accumulate } from '../attribution/accumulate.js';
import { backwardPasses } from '../attribution/backward-passes.js';
import { checkLogarithm } from '../attribution/check-logarithm.js';
import { withSettings } from '../attribution/description.js';
import { zip } from '../checks/zip.js';
import { completenessGaps } from '../path/completeness.js';
import { reportCompleteness } from '../path/report-completeness.js';
import { baselinesTensor, checkFit, checkGiven, meanBaselineScores } from '../path/shap-baselines.js';
import { checkDraw } from '../path/shap-draws.js';
import type { GradientShapOptions, ShapDraw } from './gradient-shap-options.js';

/**
 * GradientSHAP, or expected gradients: map = E[(x + n − b) ⊙ ∂s/∂x (b + α (x + n − b))] over baselines b, α uniform in
 * [0, 1] and noise n.
 *
 * Complete in expectation: the map adds up to s(x) − E[s(b)]. `completenessGaps` are its sum minus s(x) − s(b), averaged over the
 * baselines that were drawn; `explain` warns if gaps exceed 5 %, as for `integratedGradients`. `standardErrors` are those of the
 * draws, √(variance / samples), for at least two samples; `explain` has none if it combines maps from those of the latent
 * dimensions. With noise, the gap also contains the effect of the noise on the score.
 *
 * Costs `samples` gradients, and one forward pass per baseline that is drawn; memory does not grow with them. The same seed gives the
 * same maps for any batching of the inputs. Linear in the concept.
 *
 * Source: Lundberg & Lee 2017 (arXiv 1705.07874); Erion et al. 2021 (arXiv 1906.10670).
 *
 * @throws if samples is not a whole number of at least 1, or baselines are not finite; before the run, if they do not fit the inputs;
 *   during the run, if a draw of the `draw` option does not fit the inputs and baselines, and if noise makes an input −1 or less and the
 *   encoder begins with ln(1 + x).
 * @category Gradient methods
 */
export function gradientShap(options: GradientShapOptions): Explainer {
  checkOptions<GradientShapOptions>('gradientShap', options, {
    baselines: true,
    samples: true,
    noise: true,
    seed: true,
    draw: true,
  });
  checkGiven(options?.baselines);
  const { baselines: given, samples = 32, noise = 0, seed = 0 } = options;
  const [count = 0] = given.shape;
  checkCount('gradientShap', 'samples', samples);
  checkCount('gradientShap', 'the number of baselines', count);
  checkSeed('gradientShap', seed);
  checkPositive('gradientShap', 'noise', noise, { orZero: true });
  checkOptionalFunction('gradientShap', 'draw', options.draw);
  const seededDraw = (key: DrawKey, { shape: [batch = 0, ...shape] }: Tensor): ShapDraw => {
    const uniform = (purpose: string, sample: number) => sampleRandom(purpose, key, sample)();
    return {
      alpha: Array.from({ length: batch }, (_, i) => uniform('alpha', i)),
      baseline: Array.from({ length: batch }, (_, i) => Math.floor(uniform('baseline', i) * count)),
      ...(noise > 0 && { noise: tidy(() => mul(sampleNoise(batch, shape, key), noise)) }),
    };
  };

  return {
    name: 'GradientSHAP',
    description: withSettings(
      `GradientSHAP, ${samples} draws from ${count} baselines`,
      noise > 0 && `noise ${noise}`,
    ),
    linear: true,
    rules: false,
    check({ encoder }) {
      checkTraceable('gradientShap', encoder);
      checkFit(given, encoder.inputShape);
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      const baselines = await baselinesTensor(given, target.encoder.inputShape);
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      // Sums of squared deviations from the mean, by Welford's update.
      let squares: Tensor[] = target.scores.map(() => zerosLike(inputs));
      const drawn: ArrayLike<number>[] = [];
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const draw = options.draw
            ? checkDraw(options.draw(k, inputs), inputs, count)
            : seededDraw({ seed, draw: k, run }, inputs);
          drawn.push(Array.from(draw.baseline));
          const { point, difference } = pathPoint(inputs, baselines, draw);
          const terms: Tensor[] = [];
          try {
            if (draw.noise) await checkLogarithm('gradientShap', target.encoder, point);
            const step = await backwardPasses(target, point, run, { caller: 'gradientShap' });
            for (const map of step.maps) {
              terms.push(mul(difference, map));
              map.dispose();
            }
            disposeAttribution(step);
            if (k > 0) {
              squares = accumulate(squares, zip(terms, sums), (sofar, [term, sum]) =>
                add(sofar, mul(square(sub(term, div(sum, k))), k / (k + 1))),
              );
            }
            sums = accumulate(sums, terms, (sum, term) => add(sum, term));
          } finally {
            dispose([point, difference, ...terms]);
          }
          onProgress?.({ done: k + 1, total: samples });
        }
        const found = await withGaps(target, inputs, baselines, drawn, run, sums);
        const standardErrors = samples > 1 ? squares.map((sum) => standardError(sum, samples)) : undefined;
        return await reportCompleteness(
          target.scores,
          { ...found, ...(standardErrors && { standardErrors }) },
          run,
          { caller: 'gradientShap', remedy: () => `take more samples than ${samples}` },
        );
      } finally {
        dispose([...sums, ...squares, baselines]);
      }
    },
  };
}

/** The mean maps of the draws, whose sums are given, with the latents of the inputs and the completeness gaps. */
async function withGaps(
  target: Target,
  inputs: Tensor,
  baselines: Tensor,
  drawn: readonly ArrayLike<number>[],
  run: Run,
  sums: readonly Tensor[],
): Promise<Attribution> {
  const starts = await meanBaselineScores(target, baselines, drawn, run);
  let latent: Tensor2D | undefined;
  try {
    await checkpoint(run);
    const z = await target.encoder.encode(inputs);
    latent = z;
    return tidy(() => {
      const maps = sums.map((sum) => div(sum, drawn.length));
      const differences = zip(target.scores, starts).map(([score, start]) => sub(score.value(z), start));
      return { maps, latent: z, completenessGaps: completenessGaps(maps, differences as Tensor1D[]) };
    });
  } catch (error) {
    latent?.dispose();
    throw error;
  } finally {
    dispose(starts);
  }
}

/** √(s² / n), with s² the unbiased variance of n draws. */
function standardError(squares: Tensor, n: number): Tensor {
  return tidy(() => sqrt(div(squares, (n - 1) * n)));
}

function pathPoint(inputs: Tensor, baselines: Tensor, { alpha, baseline, noise }: ShapDraw) {
  const parts = tidy(() => {
    const [batch = 0, ...features] = inputs.shape;
    const b = gather(baselines, Array.from(baseline));
    const difference = sub(noise ? add(inputs, noise) : inputs, b);
    const position = tensor(Float32Array.from(alpha), [batch, ...features.map(() => 1)]);
    return { point: add(b, mul(position, difference)), difference };
  });
  noise?.dispose();
  return parts;
}
