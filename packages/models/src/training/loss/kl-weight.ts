import { checkPositive, invalidArgument, size } from '@csm/base';
import type { Vae } from '../../architectures/vae.js';

/** The weight of the KL term, given either as `beta` or as `klWeight`, never as both. */
export interface KlWeighting {
  /**
   * β of the usual β-VAE loss (Higgins et al., ICLR 2017; with β = 1 the loss is the negative evidence lower bound of Kingma
   * & Welling, arXiv 1312.6114): for each image, the sum of the cross-entropy over pixels + β · ½ Σ(μ² + exp ℓ − 1 −
   * ℓ). The loss that is minimised and reported is this sum divided by the number of values in an image, that is, a
   * mean over pixels or genes: klWeight = β · latentSize / (2 · height · width · channels), or β · latentSize / (2 · genes). Default 1.
   */
  readonly beta?: number | undefined;
  /**
   * Weight of −mean(1 + ℓ − μ² − exp ℓ) relative to the mean cross-entropy, as the reference gives it: 5e-4 for faces
   * (β ≈ 0.12), 0.5e-4 for the olfactory bulb (β ≈ 0.005).
   */
  readonly klWeight?: number | undefined;
}

/**
 * The weight of the KL term in a loss that is a mean over pixels.
 * @throws if beta or klWeight is negative or not finite, or if both are given.
 */
export function klWeightOf(caller: string, vae: Vae, { beta, klWeight }: KlWeighting): number {
  if (klWeight === undefined) {
    checkPositive(caller, 'beta', beta ?? 1, { orZero: true });
    return ((beta ?? 1) * vae.latentSize) / (2 * size(vae.inputShape));
  }
  if (beta !== undefined) {
    throw invalidArgument(
      `${caller}: expected either beta or klWeight, which set the same weight; got beta ${beta} and klWeight ` +
        `${klWeight}; pass one of them.`,
    );
  }
  checkPositive(caller, 'klWeight', klWeight, { orZero: true });
  return klWeight;
}
