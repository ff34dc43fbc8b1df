import { checkNdarray, checkOneOf, checkOptions, checkPositive, invalidArgument, typeName } from '@csm/base';
import {
  concat,
  exp,
  logSumExp,
  matMul,
  mul,
  neg,
  relu,
  reshape,
  slice,
  softmax,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { checkBothLatents } from '../../concepts/check-latents.js';
import type { ConceptScore } from '../../scores/concept-score.js';
import type { ConceptRegion } from './concept-region.js';
import { kernelCentres } from './kernel-centres.js';

/** Options of {@link regionScore}. */
export interface RegionScoreOptions {
  /**
   * `'density'`: the difference of the two densities, which is 0 far away from all examples, as is its derivative.
   * `'log odds'`: the logarithm of their ratio, whose derivative is not 0 there; use it if the baseline of a path method lies
   * far from the examples. Default `'density'`.
   */
  readonly form?: 'density' | 'log odds' | undefined;
}

/**
 * How much more an input lies among the examples with a concept than among those without it. With the kernel
 * k(z, z′) = exp(−‖z − z′‖² / (2σ²)) and the densities p₊(z) = Σᵢ k(z, zᵢ⁺) / n₊ and p₋(z) = Σⱼ k(z, zⱼ⁻) / n₋, the score is
 * p₊ − p₋, or log p₊ − log p₋ with `form: 'log odds'`. Positive inside the region.
 *
 * Both have derivatives, so all methods run that need one. The score is not affine in the latent: LRP and DeepLIFT reject it.
 * For a very large width, both are proportional to the score of the mean difference, up to a constant. A score costs
 * O(n latentSize), with n examples.
 *
 * Source: Crabbé & van der Schaar 2022 (arXiv 2209.11222), concept density.
 *
 * @throws if the region is not one that `conceptRegion` returns, or an option is unknown.
 * @category Find a concept
 */
export function regionScore(region: ConceptRegion, options: RegionScoreOptions = {}): ConceptScore {
  const caller = 'regionScore';
  checkOptions(caller, options, { form: true });
  const { form = 'density' } = options;
  checkOneOf(caller, 'form', form, ['density', 'log odds']);
  const latentSize = checkRegion(caller, region);
  const { name, width } = region;
  const [n = 0, m = 0] = [region.positives.shape[0], region.negatives.shape[0]];
  const { middle, centres, transposed, halfSquares } = kernelCentres(region, latentSize);

  /** u = (z − middle) / σ and the exponents −‖u − cᵢ‖² / 2, `[batch, n + m]`. */
  const exponents = (latent: Tensor2D) => {
    const u: Tensor2D = mul(sub(latent, tensor1d(middle)), 1 / width);
    const products = matMul(u, tensor2d(transposed, [latentSize, n + m]));
    const own: Tensor2D = mul(sum(mul(u, u), 1, true), 0.5);
    // Rounding may make a distance slightly negative.
    const excess: Tensor2D = sub(own, sub(products, tensor1d(halfSquares)));
    const negated = neg(relu(excess));
    return {
      u,
      positives: slice(negated, [0, 0], [-1, n]),
      negatives: slice(negated, [0, n], [-1, m]),
    };
  };
  const towards = (shares: Tensor2D): Tensor2D => matMul(shares, tensor2d(centres, [n + m, latentSize]));
  const densities = (positives: Tensor, negatives: Tensor): Tensor2D =>
    concat([mul(exp(positives), 1 / n), mul(exp(negatives), -1 / m)], 1) as Tensor2D;

  const forms = {
    density: {
      value(latent: Tensor2D): Tensor {
        const { positives, negatives } = exponents(latent);
        return sum(densities(positives, negatives), 1);
      },
      cotangent(latent: Tensor2D): Tensor {
        const { u, positives, negatives } = exponents(latent);
        const shares = densities(positives, negatives);
        return mul(sub(towards(shares), mul(sum(shares, 1, true), u)), 1 / width);
      },
    },
    'log odds': {
      value(latent: Tensor2D): Tensor {
        const { positives, negatives } = exponents(latent);
        return sub(sub(logSumExp(positives, 1), logSumExp(negatives, 1)), Math.log(n / m));
      },
      cotangent(latent: Tensor2D): Tensor {
        const { positives, negatives } = exponents(latent);
        const shares = concat([softmax(positives), neg(softmax(negatives))], 1) as Tensor2D;
        return mul(towards(shares), 1 / width);
      },
    },
  };
  const { value, cotangent } = forms[form];
  return {
    name,
    latentSize,
    affine: false,
    value: (latent) => tidy(() => reshape(value(latent), [-1]) as Tensor1D),
    cotangent: (latent) => tidy(() => cotangent(latent) as Tensor2D),
  };
}

/** @returns the latent size. */
function checkRegion(caller: string, region: ConceptRegion): number {
  const { name, positives, negatives, width } = (region ?? {}) as Partial<ConceptRegion>;
  if (typeof name !== 'string' || positives === undefined || negatives === undefined || width === undefined) {
    throw invalidArgument(
      `${caller}: expected a region, as conceptRegion returns it; got ${typeName(region)}.`,
    );
  }
  checkNdarray(`${caller}, positives`, positives);
  const { latentSize } = checkBothLatents(caller, positives, negatives);
  checkPositive(caller, 'width', width);
  return latentSize;
}
