import {
  checkExplainer,
  checkOptions,
  checkpoint,
  disposeAttribution,
  type Explainer,
  type InputPart,
  inputParts,
} from '@csm/core';
import {
  add,
  clone,
  concat,
  dispose,
  div,
  max,
  min,
  mul,
  relu,
  slice,
  square,
  sub,
  type Tensor,
  tidy,
  tile,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { replaced } from '../tensors/replace-tensors.js';
import { attributed } from './attribute-temporary-inputs.js';
import { memoryOf } from './memory-use.js';
import { checkCount, checkSeed, type DrawKey, innerRun, sampleNoise } from './noise.js';

/** Options of {@link smoothGrad}. */
export interface SmoothGradOptions {
  /** Noisy copies of each input. Default 50. */
  samples?: number | undefined;
  /**
   * Standard deviation of the noise as a share of max − min of each sample (of a model with several inputs, of each of
   * them). Default 0.1, the reference's.
   */
  noise?: number | undefined;
  /** `mean` (SmoothGrad, default), `squared` (SmoothGrad², mean of squares) or `variance` (VarGrad). */
  aggregate?: 'mean' | 'squared' | 'variance' | undefined;
  /** Default 0. */
  seed?: number | undefined;
  /**
   * Noise of your own in place of the drawn one: for draw k, a tensor that is added to the inputs `[batch, …]`; taken
   * over and disposed.
   */
  draw?: ((k: number, inputs: Tensor) => Tensor) | undefined;
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
  checkExplainer('smoothGrad', inner);
  checkOptions<SmoothGradOptions>('smoothGrad', options, {
    samples: true,
    noise: true,
    aggregate: true,
    seed: true,
    draw: true,
  });
  const { samples = 50, noise = 0.1, aggregate = 'mean', seed = 0 } = options;
  checkCount('smoothGrad', 'samples', samples);
  checkSeed('smoothGrad', seed);
  if (!(noise >= 0 && Number.isFinite(noise))) {
    throw new Error(`smoothGrad: noise must be a number of at least 0; got ${noise}.`);
  }
  const names = { mean: 'SmoothGrad', squared: 'SmoothGrad²', variance: 'VarGrad' };
  const name = names[aggregate];
  if (!Object.hasOwn(names, aggregate)) {
    throw new Error(
      `smoothGrad: aggregate must be 'mean', 'squared' or 'variance'; got ${JSON.stringify(aggregate)}.`,
    );
  }
  const drawn = (key: DrawKey, inputs: Tensor, parts: readonly InputPart[] | undefined): Tensor =>
    tidy(() => {
      const [batch, ...shape] = inputs.shape;
      return mul(sampleNoise(batch!, shape, key), mul(ranges(inputs, parts), noise));
    });

  return {
    name: `${name} of ${inner.name}`,
    linear: aggregate === 'mean' && inner.linear === true,
    ...memoryOf(inner),
    check: (target, onWarning) => inner.check?.(target, onWarning),
    async attribute(target, inputs, { onProgress, ...run }) {
      // Of the variance, sums of differences from the first draw: exact where it is small beside the mean's square.
      let first: Tensor[] = [];
      let sums: Tensor[] = target.scores.map(() => zerosLike(inputs));
      // Of the squares only what the aggregate needs.
      let squares: Tensor[] = aggregate === 'mean' ? [] : target.scores.map(() => zerosLike(inputs));
      try {
        for (let k = 0; k < samples; k++) {
          await checkpoint(run);
          const key = { seed, draw: k, run };
          const added = options.draw?.(k, inputs) ?? drawn(key, inputs, inputParts(target.encoder));
          const noisy = add(inputs, added);
          added.dispose();
          const noisyMaps = await attributed(inner, target, noisy, innerRun(key));
          if (k === 0 && aggregate === 'variance') first = noisyMaps.maps.map((map) => clone(map));
          const from = (i: number) => (first[i] ? sub(noisyMaps.maps[i]!, first[i]!) : noisyMaps.maps[i]!);
          squares = replaced(squares, (sum, i) => add(sum, square(from(i))));
          sums = replaced(sums, (sum, i) => add(sum, from(i)));
          disposeAttribution(noisyMaps);
          onProgress?.((k + 1) / samples);
        }
        return { maps: sums.map((sum, i) => combine(aggregate, sum, squares[i], samples)) };
      } finally {
        dispose([...first, ...sums, ...squares]);
      }
    },
  };
}

/** max − min of each sample; of a model with several inputs, of each of them. */
function ranges(inputs: Tensor, parts: readonly InputPart[] | undefined): Tensor {
  const [batch, ...shape] = inputs.shape;
  if (parts === undefined) return rangeOver(inputs, shape.length);
  return concat(
    parts.map((part) => {
      const size = part.shape.reduce((a, b) => a * b, 1);
      return tile(rangeOver(slice(inputs, [0, part.start], [batch!, size]), 1), [1, size]);
    }),
    1,
  );
}

function rangeOver(inputs: Tensor, axes: number): Tensor {
  const over = Array.from({ length: axes }, (_, axis) => axis + 1);
  return sub(max(inputs, over, true), min(inputs, over, true));
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
    // Rounding may take a variance of nothing below zero.
    return aggregate === 'squared' ? meanSquare : relu(sub(meanSquare, square(mean)));
  });
}
