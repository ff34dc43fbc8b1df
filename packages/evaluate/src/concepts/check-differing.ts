import { invalidArgument } from '@csm/base';

/**
 * @throws if all latents are equal. Their deviations from the mean are then rounding, which would be scaled up to a
 * direction.
 */
export function checkDiffering(caller: string, latents: readonly ArrayLike<number>[]): void {
  const [first = [], ...others] = latents;
  for (const latent of others) {
    for (let k = 0; k < latent.length; k++) if (latent[k] !== first[k]) return;
  }
  throw invalidArgument(
    `${caller}: cannot draw a direction; the latents must be finite, and at least two of them must differ.`,
  );
}
