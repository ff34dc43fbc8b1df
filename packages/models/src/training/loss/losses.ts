/** Losses of a VAE over a set of images; see {@link trainVae} for the formulas. */
export interface Losses {
  /** `reconstruction + klWeight · kl`. */
  readonly loss: number;
  /** Mean over pixels of the binary cross-entropy, or over genes of −ln p(x), in nats: see `likelihood` of {@link Vae}. */
  readonly reconstruction: number;
  /** −mean(1 + z_log_var − z_mean² − exp(z_log_var)), not weighted. */
  readonly kl: number;
}

/** Sums of the losses of `samples` images. */
export interface LossSums {
  readonly samples: number;
  readonly reconstruction: number;
  readonly kl: number;
}

/** Mean losses over the images that were summed. */
export function meanLosses(sums: LossSums, klWeight: number): Losses {
  const reconstruction = sums.reconstruction / sums.samples;
  const kl = sums.kl / sums.samples;
  return { loss: reconstruction + klWeight * kl, reconstruction, kl };
}

/** Adds the mean losses of `size` more images to the sums. */
export function addLosses(
  sums: LossSums,
  means: { readonly reconstruction: number; readonly kl: number },
  size: number,
): LossSums {
  return {
    samples: sums.samples + size,
    reconstruction: sums.reconstruction + means.reconstruction * size,
    kl: sums.kl + means.kl * size,
  };
}
