import { checkpoint, disposeAttribution, type Explainer } from '@csm/core';
import {
  add,
  dispose,
  div,
  max,
  min,
  mul,
  square,
  sub,
  type Tensor,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { checkCount, checkSeed, type DrawKey, innerRun, sampleNoise } from './noise.js';
import { replaced } from './replaced.js';

/** Options of {@link smoothGrad}. */
export interface SmoothGradOptions {
  /** Noisy copies of each input. Default 50. */
  samples?: number;
  /** Standard deviation of the noise as a share of each input's max − min. Default 0.1, the reference's. */
  noise?: number;
  /** `mean` (SmoothGrad, default), `squared` (SmoothGrad², mean of squares) or `variance` (VarGrad). */
  aggregate?: 'mean' | 'squared' | 'variance';
  /** Default 0. */
  seed?: number;
  /**
   * Noise of your own in place of the drawn one: for draw k, a tensor that is added to the inputs `[batch, …]`; taken
   * over and disposed.
   */
  draw?: (k: number, inputs: Tensor) => Tensor;
}

/**
 * SmoothGrad around any explainer: the mean of its maps over noisy copies of the input, or their mean square or variance.
 *
 * Costs `samples` times the inner method; memory does not grow with them. The same seed gives the same maps, in whatever
 * batches. With `mean`, linear in the concept where the inner method is.
 *
 * Source: Smilkov et al. 2017 (arXiv 1706.03825); squares: Hooker et al. 2018 (arXiv 1806.10758); variance: Adebayo et
 * al. 2018 (arXiv 1810.03307).
 *
 * @throws if samples is not a whole number of at least 1, noise is negative, or the aggregate is unknown.
 */
export function smoothGrad(inner: Explainer, options: SmoothGradOptions = {}): Explainer {
  const { samples = 50, noise = 0.1, aggregate = 'mean', seed = 0 } = options;
  checkCount('smoothGrad', 'samples', samples);
  checkSeed('smoothGrad', seed);
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new Error(`smoothGrad: noise must be a number of at least 0; got ${noise}.`);
  }
  const name = { mean: 'SmoothGrad', squared: 'SmoothGrad²', variance: 'VarGrad' }[aggregate];
  if (name === undefined) {
    throw new Error(
      `smoothGrad: aggregate must be 'mean', 'squared' or 'variance'; got ${JSON.stringify(aggregate)}.`,
    );
  }
  const drawn = (key: DrawKey, inputs: Tensor): Tensor =>
    tidy(() => {
      const [batch, ...shape] = inputs.shape;
      const axes = shape.map((_, axis) => axis + 1);
      const range = sub(max(inputs, axes, true), min(inputs, axes, true));
      return mul(sampleNoise(batch!, shape, key), mul(range, noise));
    });

  return {
    name: `${name} of ${inner.name}`,
    linear: aggregate === 'mean' && inner.linear === true,
    check: (target, onWarning) => inner.check?.(target, onWarning),
    async attribute(target, inputs, { onProgress, ...run }) {
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      // Of the squares only what the aggregate needs.
      let squares: Tensor[] = aggregate === 'mean' ? [] : target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const key = { seed, draw: k, run };
          const added = options.draw?.(k, inputs) ?? drawn(key, inputs);
          const noisy = add(inputs, added);
          added.dispose();
          const noisyMaps = await inner
            .attribute(target, noisy, innerRun(key))
            .finally(() => noisy.dispose());
          squares = replaced(squares, (sum, i) => add(sum, square(noisyMaps.maps[i]!)));
          sums = replaced(sums, (sum, i) => add(sum, noisyMaps.maps[i]!));
          disposeAttribution(noisyMaps);
          onProgress?.((k + 1) / samples);
        }
        return { maps: sums.map((sum, i) => combine(aggregate, sum, squares[i], samples)) };
      } finally {
        dispose([...sums, ...squares]);
      }
    },
  };
}

function combine(
  aggregate: 'mean' | 'squared' | 'variance',
  sum: Tensor,
  squares: Tensor | undefined,
  n: number,
): Tensor {
  return tidy(() => {
    const mean = div(sum, n);
    if (squares === undefined) return mean;
    const meanSquare = div(squares, n);
    return aggregate === 'squared' ? meanSquare : sub(meanSquare, square(mean));
  });
}
