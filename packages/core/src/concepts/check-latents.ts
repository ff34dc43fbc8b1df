import { checkNdarray, checkShape, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';

/**
 * Checks the latents that were passed to a function.
 * @param caller name of the function; the error begins with it.
 * @param name what the caller calls the latents, such as `positives`.
 * @returns the number of latents, n, and their size.
 * @throws unless they are an ndarray `[n, latentSize]` of at least one number.
 */
export function checkLatents(
  caller: string,
  name: string,
  latents: NdArray,
): { readonly count: number; readonly latentSize: number } {
  checkNdarray(`${caller}, ${name}`, latents);
  checkShape(caller, name, latents.shape, ['n', 'latentSize']);
  const [count = 0, latentSize = 0] = latents.shape;
  if (count > 0 && latentSize > 0) return { count, latentSize };
  throw invalidArgument(`${caller}: ${name} must hold at least one latent; got shape [${latents.shape}].`);
}

/** {@link checkLatents} for examples with and without a concept. @throws unless both have the same latent size. */
export function checkBothLatents(
  caller: string,
  positives: NdArray,
  negatives: NdArray,
): { readonly positives: number; readonly negatives: number; readonly latentSize: number } {
  const up = checkLatents(caller, 'positives', positives);
  const down = checkLatents(caller, 'negatives', negatives);
  checkSameLatentSize(caller, up.latentSize, down.latentSize);
  return { positives: up.count, negatives: down.count, latentSize: up.latentSize };
}

/** @throws unless the two sets of latents have the same latent size. */
export function checkSameLatentSize(caller: string, positives: number, negatives: number): void {
  if (positives === negatives) return;
  throw invalidArgument(
    `${caller}: positives and negatives must have the same latent size; got ${positives} and ${negatives}.`,
  );
}
