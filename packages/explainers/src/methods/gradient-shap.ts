import {
  checkNdarray,
  checkOptions,
  checkpoint,
  contiguous,
  disposeAttribution,
  type Explainer,
} from '@csm/core';
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
import { replaced } from '../tensors/replace-tensors.js';
import { checkCount, checkSeed, type DrawKey, sampleNoise, sampleRandom } from '../wrappers/noise.js';
import { backwardPasses } from './backward-passes.js';

/** One draw of {@link gradientShap}, a number or index a sample of the batch. */
export interface ShapDraw {
  /** Where on the path, 0 to 1, `[batch]`. */
  readonly alpha: ArrayLike<number>;
  /** Which baseline, `[batch]`. */
  readonly baseline: ArrayLike<number>;
  /** Noise that is added to the inputs, `[batch, …]`; taken over and disposed. None if absent. */
  readonly noise?: Tensor | undefined;
}

/** Options of {@link gradientShap}. */
export interface GradientShapOptions {
  /**
   * Baselines to draw from, `[m, ...inputShape]`: real samples give expected gradients. A tensor is borrowed and must live as long
   * as the explainer is used.
   */
  baselines: NdArray | Tensor;
  /** Draws for each input. Default 32. */
  samples?: number | undefined;
  /** Standard deviation of noise added to the inputs. Default 0. */
  noise?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
  /** Draws of your own in place of the seeded ones. */
  draw?: ((k: number, inputs: Tensor) => ShapDraw) | undefined;
}

/**
 * GradientSHAP, or expected gradients: map = E[(x + n − b) ⊙ ∂s/∂x (b + α (x + n − b))] over baselines b, α uniform in
 * [0, 1] and noise n.
 *
 * Adds up to s(x) − E[s(b)] in expectation. Costs `samples` gradients; memory does not grow with them. The same seed
 * gives the same maps, in whatever batches. Linear in the concept.
 *
 * Source: Lundberg & Lee 2017 (arXiv 1705.07874); Erion et al. 2021 (arXiv 1906.10670).
 *
 * @throws if samples is not a whole number of at least 1, or the baselines do not fit the inputs.
 */
export function gradientShap(options: GradientShapOptions): Explainer {
  checkOptions<GradientShapOptions>('gradientShap', options, {
    baselines: true,
    samples: true,
    noise: true,
    seed: true,
    draw: true,
  });
  const { samples = 32, noise = 0, seed = 0 } = options;
  if (!(options.baselines instanceof Tensor)) checkNdarray('gradientShap, baselines', options.baselines);
  const count = options.baselines.shape[0] ?? 0;
  checkCount('gradientShap', 'samples', samples);
  checkCount('gradientShap', 'the number of baselines', count);
  checkSeed('gradientShap', seed);
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new Error(`gradientShap: noise must be a number of at least 0; got ${noise}.`);
  }
  const drawn = (key: DrawKey, inputs: Tensor): ShapDraw => {
    const [batch, ...shape] = inputs.shape;
    const uniform = (of: string, i: number) => sampleRandom(of, key, i)();
    return {
      alpha: Array.from({ length: batch! }, (_, i) => uniform('alpha', i)),
      baseline: Array.from({ length: batch! }, (_, i) => Math.floor(uniform('baseline', i) * count)),
      ...(noise > 0 && {
        noise: tidy(() => mul(sampleNoise(batch!, shape, key), noise)),
      }),
    };
  };

  return {
    name: 'GradientSHAP',
    linear: true,
    rules: false,
    async attribute(target, inputs, { onProgress, ...run }) {
      const baselines = baselinesTensor(options.baselines, target.encoder.inputShape);
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const draw = options.draw?.(k, inputs) ?? drawn({ seed, draw: k, run }, inputs);
          const { point, difference } = pathPoint(inputs, baselines, draw);
          try {
            const step = await backwardPasses(target, point, run);
            sums = replaced(sums, (sum, i) => add(sum, mul(difference, step.maps[i]!)));
            disposeAttribution(step);
          } finally {
            dispose([point, difference]);
          }
          onProgress?.((k + 1) / samples);
        }
        return { maps: sums.map((sum) => div(sum, samples)) };
      } finally {
        dispose([...sums, baselines]);
      }
    },
  };
}

function baselinesTensor(baselines: NdArray | Tensor, inputShape: readonly number[]): Tensor {
  if (`${baselines.shape.slice(1)}` !== `${inputShape}`) {
    throw new Error(`gradientShap: baselines must have shape [m,${inputShape}]; got [${baselines.shape}].`);
  }
  if (baselines instanceof Tensor) return cast(baselines, 'float32');
  return tensor(contiguous(baselines).slice(), baselines.shape);
}

function pathPoint(inputs: Tensor, baselines: Tensor, { alpha, baseline, noise }: ShapDraw) {
  const parts = tidy(() => {
    const batch = inputs.shape[0]!;
    const b = gather(baselines, Array.from(baseline));
    const difference = sub(noise ? add(inputs, noise) : inputs, b);
    const along = tensor(Float32Array.from(alpha), [batch, ...inputs.shape.slice(1).map(() => 1)]);
    return { point: add(b, mul(along, difference)), difference };
  });
  noise?.dispose();
  return parts;
}
