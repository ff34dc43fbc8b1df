import { checkOptions, norm, rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkLatentPath } from './check-latent-path.js';
import type { LatentPathOptions } from './latent-path-options.js';

/**
 * Computes latents on straight lines along a concept vector v, one line through each latent z:
 *
 * - from `'latent'`: z + α v. For a mean difference, α = 1 adds the whole difference.
 * - from `'boundary'`: z + (α − d) v / ‖v‖, where d = (v · z + intercept) / ‖v‖ is the signed distance of z to the
 *   hyperplane: the point of the line with the signed distance α, regardless of the position of z. Source: Shen et
 *   al. 2020, InterFaceGAN (arXiv 1907.10786), for intercept 0.
 *
 * @param latents ndarray `[n, latentSize]`.
 * @param alphas one per point of the line.
 * @returns `[n, alphas.length, latentSize]`.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if there are no latents or alphas, a number is not finite, the vector has
 * another size than the latents or is zero, or an intercept is given without `from: 'boundary'`.
 * @category Move in the latent space
 */
export function latentPath(
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  options: LatentPathOptions = {},
): NdArray<Float32Array> {
  checkOptions('latentPath', options, { from: true, intercept: true });
  checkLatentPath('latentPath', latents, concept, alphas, options);
  return pathAlong(latents, concept, alphas, options);
}

/** As {@link latentPath}, with arguments that were checked. */
export function pathAlong(
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  { from = 'latent', intercept = 0 }: LatentPathOptions,
): NdArray<Float32Array> {
  const [count = 0, size = 0] = latents.shape;
  const vector = Float64Array.from(concept.vector);
  const length = norm(vector);
  const points = new Float32Array(count * alphas.length * size);
  let at = 0;
  for (const latent of rows(latents)) {
    const z = Float64Array.from(latent);
    const distance =
      vector.reduce((sum, component, k) => sum + (z[k] as number) * component, intercept) / length;
    for (const alpha of alphas) {
      const step = from === 'latent' ? alpha : (alpha - distance) / length;
      points.set(
        vector.map((component, k) => (z[k] as number) + step * component),
        at,
      );
      at += size;
    }
  }
  return ndarray(points, [count, alphas.length, size]);
}
