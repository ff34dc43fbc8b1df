import type { Vae } from '../../architectures/vae.js';
import { checkPositive } from '../../checks/checks.js';

/** How much the KL term counts: said by `beta` or by `klWeight`, not by both. */
export interface KlWeighting {
  /**
   * β of the usual β-VAE loss (Higgins et al., ICLR 2017; β = 1 is the evidence lower bound of Kingma & Welling, arXiv
   * 1312.6114): for each image, the sum over pixels of the cross-entropy + β · ½ Σ(μ² + exp ℓ − 1 − ℓ). The loss that is
   * trained and reported is this divided by the number of values in an image, so that it is a mean over pixels:
   * klWeight = β · latentSize / (2 · height · width · channels). Default 1.
   */
  readonly beta?: number;
  /**
   * Weight of −mean(1 + ℓ − μ² − exp ℓ) beside the mean cross-entropy, as the reference gives it: 5e-4 for faces (β ≈
   * 0.12), 0.5e-4 for the olfactory bulb (β ≈ 0.005).
   */
  readonly klWeight?: number;
}

/** The weight of the KL term in a loss that is a mean over pixels. */
export function klWeightOf(caller: string, vae: Vae, { beta, klWeight }: KlWeighting): number {
  if (klWeight !== undefined) {
    if (beta !== undefined) {
      throw new RangeError(
        `${caller}: beta (${beta}) and klWeight (${klWeight}) say the same thing; give one of them.`,
      );
    }
    checkPositive(caller, 'klWeight', klWeight, true);
    return klWeight;
  }
  checkPositive(caller, 'beta', beta ?? 1, true);
  const values = vae.inputShape.reduce((product, length) => product * length, 1);
  return ((beta ?? 1) * vae.latentSize) / (2 * values);
}
