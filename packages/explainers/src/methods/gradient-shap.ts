import {
  checkCount,
  checkNdarray,
  checkOptionalFunction,
  checkOptions,
  checkPositive,
  checkSeed,
  contiguous,
  invalidArgument,
  typeName,
} from '@csm/base';
import { checkpoint, checkTraceable, disposeAttribution, type Explainer } from '@csm/core/extend';
import {
  add,
  cast,
  dispose,
  div,
  gather,
  mul,
  sub,
  Tensor,
  tensor,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { accumulate } from '../attribution/accumulate.js';
import { backwardPasses } from '../attribution/backward-passes.js';
import { checkNoise } from '../attribution/check-noise.js';
import { type DrawKey, sampleNoise, sampleRandom } from '../attribution/seeded-draws.js';
import type { GradientShapOptions, ShapDraw } from './gradient-shap-options.js';

/**
 * GradientSHAP, or expected gradients: map = E[(x + n − b) ⊙ ∂s/∂x (b + α (x + n − b))] over baselines b, α uniform in
 * [0, 1] and noise n.
 *
 * Adds up to s(x) − E[s(b)] in expectation. Costs `samples` gradients; memory does not grow with them. The same seed
 * gives the same maps for any batching of the inputs. Linear in the concept.
 *
 * Source: Lundberg & Lee 2017 (arXiv 1705.07874); Erion et al. 2021 (arXiv 1906.10670).
 *
 * @throws if samples is not a whole number of at least 1, or the baselines do not fit the inputs; during the run, if
 * a draw of the `draw` option does not fit the inputs and baselines.
 */
export function gradientShap(options: GradientShapOptions): Explainer {
  checkOptions<GradientShapOptions>('gradientShap', options, {
    baselines: true,
    samples: true,
    noise: true,
    seed: true,
    draw: true,
  });
  if (!(options?.baselines instanceof Tensor)) checkNdarray('gradientShap, baselines', options?.baselines);
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
    linear: true,
    rules: false,
    check: ({ encoder }) => checkTraceable('gradientShap', encoder),
    async attribute(target, inputs, { onProgress, ...run }) {
      const baselines = baselinesTensor(given, target.encoder.inputShape);
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const draw = options.draw
            ? checkDraw(options.draw(k, inputs), inputs, count)
            : seededDraw({ seed, draw: k, run }, inputs);
          const { point, difference } = pathPoint(inputs, baselines, draw);
          try {
            const step = await backwardPasses(target, point, run, { caller: 'gradientShap' });
            sums = accumulate(sums, step.maps, (sum, map) => add(sum, mul(difference, map)));
            disposeAttribution(step);
          } finally {
            dispose([point, difference]);
          }
          onProgress?.({ done: k + 1, total: samples });
        }
        return { maps: sums.map((sum) => div(sum, samples)) };
      } finally {
        dispose([...sums, baselines]);
      }
    },
  };
}

/** @returns the draw. @throws unless it fits the batch and the baselines; its noise is then disposed. */
function checkDraw(draw: ShapDraw, inputs: Tensor, baselineCount: number): ShapDraw {
  const { alpha, baseline, noise } = (draw ?? {}) as Partial<ShapDraw>;
  const [batch = 0] = inputs.shape;
  const fits = (list: unknown, fitting: (value: number) => boolean) =>
    isNumbers(list) && list.length === batch && Array.from(list).every(fitting);
  try {
    if (!fits(alpha, (value) => value >= 0 && value <= 1)) {
      throw invalidArgument(
        `gradientShap: draw must return alpha as ${batch} numbers from 0 to 1, one per sample; got ${listed(alpha)}.`,
      );
    }
    if (!fits(baseline, (index) => Number.isInteger(index) && index >= 0 && index < baselineCount)) {
      throw invalidArgument(
        `gradientShap: draw must return baseline as ${batch} whole numbers from 0 to ${baselineCount - 1}, one per sample; ` +
          `got ${listed(baseline)}.`,
      );
    }
  } catch (error) {
    if (noise instanceof Tensor) noise.dispose();
    throw error;
  }
  if (noise !== undefined) checkNoise('gradientShap', 'draw must return noise as', noise, inputs);
  return draw;
}

function isNumbers(list: unknown): list is ArrayLike<number> {
  return Array.isArray(list) || (ArrayBuffer.isView(list) && !(list instanceof DataView));
}

/** The first numbers of a list, for messages. */
function listed(list: unknown): string {
  if (!isNumbers(list)) return typeName(list);
  const [shown, more] = [Array.from(list).slice(0, 6), list.length > 6 ? ', …' : ''];
  return `[${shown.join(', ')}${more}]`;
}

function baselinesTensor(baselines: NdArray | Tensor, inputShape: readonly number[]): Tensor {
  if (`${baselines.shape.slice(1)}` !== `${inputShape}`) {
    throw invalidArgument(
      `gradientShap: baselines must have shape [m, ${inputShape.join(', ')}]; got [${baselines.shape.join(', ')}].`,
    );
  }
  if (baselines instanceof Tensor) return cast(baselines, 'float32');
  return tensor(contiguous(baselines).slice(), baselines.shape);
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
