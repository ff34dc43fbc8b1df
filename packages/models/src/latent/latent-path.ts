import ndarray, { type NdArray } from 'ndarray';
import { typeName } from '../checks/checks.js';

/** Options of {@link latentPath}. */
export interface LatentPathOptions {
  /**
   * Where α counts from. `'latent'` (default): from each latent, in units of the concept vector. `'boundary'`: from the
   * hyperplane v · z + intercept = 0, in units of the latent.
   */
  readonly from?: 'latent' | 'boundary';
  /** Of `'boundary'`: that of a linear classifier, such as `logisticDirection(…).intercept` of `@csm/core`. Default 0. */
  readonly intercept?: number;
}

/**
 * Latents on straight lines along a concept vector v, one line through each latent z:
 *
 * - from `'latent'`: z + α v. For a mean difference, α = 1 adds the whole difference.
 * - from `'boundary'`: z + (α − d) v / ‖v‖, where d = (v · z + intercept) / ‖v‖ is the signed distance of z to the
 *   hyperplane: the point of the line whose signed distance is α, wherever z lies. Source: Shen et al. 2020, InterFaceGAN
 *   (arXiv 1907.10786), for intercept 0.
 *
 * @param latents ndarray `[n, latentSize]`.
 * @param alphas one a point.
 * @returns `[n, alphas.length, latentSize]`.
 * @throws if there are no latents or no alphas, a number is not finite, the vector has another size than the latents or is
 * zero, or an intercept is given that would not count.
 */
export function latentPath(
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  options: LatentPathOptions = {},
): NdArray<Float32Array> {
  check(latents, concept, alphas, options);
  const { from = 'latent', intercept = 0 } = options;
  const [count = 0, size = 0] = latents.shape;
  const vector = Float64Array.from(concept.vector);
  const norm = Math.hypot(...vector);
  const points = new Float32Array(count * alphas.length * size);
  for (let i = 0; i < count; i++) {
    const latent = Float64Array.from(vector, (_, k) => latents.get(i, k) as number);
    const distance = latent.reduce((sum, value, k) => sum + value * vector[k]!, intercept) / norm;
    for (const [j, alpha] of alphas.entries()) {
      const step = from === 'latent' ? alpha : (alpha - distance) / norm;
      points.set(
        latent.map((value, k) => value + step * vector[k]!),
        (i * alphas.length + j) * size,
      );
    }
  }
  return ndarray(points, [count, alphas.length, size]);
}

function check(
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  { from = 'latent', intercept }: LatentPathOptions,
): void {
  const where = 'latentPath';
  if (!Array.isArray(latents?.shape) || !Array.isArray(latents.stride)) {
    throw new TypeError(
      `${where}: latents must be an ndarray [n, latentSize], as encode of @csm/core gives; got ${typeName(latents)}.`,
    );
  }
  const [count, size] = latents.shape;
  if (latents.shape.length !== 2 || !count || !size) {
    throw new RangeError(
      `${where}: latents must have shape [n, latentSize], n ≥ 1; got [${latents.shape.join(', ')}].`,
    );
  }
  const vector = concept?.vector;
  if (!(vector instanceof Float32Array)) {
    throw new TypeError(
      `${where}: concept must be { vector: Float32Array }, such as a concept vector; got ${typeName(concept)}.`,
    );
  }
  if (vector.length !== size) {
    throw new RangeError(`${where}: the concept has ${vector.length} components, the latents have ${size}.`);
  }
  if (!vector.every(Number.isFinite) || vector.every((value) => value === 0)) {
    throw new RangeError(`${where}: the concept's components must be finite and not all zero.`);
  }
  if (!Array.isArray(alphas) || alphas.length === 0 || !alphas.every(Number.isFinite)) {
    throw new RangeError(
      `${where}: alphas must be a list of at least one finite number, such as [-2, -1, 0, 1, 2]; got ${JSON.stringify(alphas)}.`,
    );
  }
  if (from !== 'latent' && from !== 'boundary') {
    throw new RangeError(`${where}: from must be "latent" or "boundary"; got ${String(from)}.`);
  }
  if (intercept !== undefined && (from !== 'boundary' || !Number.isFinite(intercept))) {
    throw new RangeError(
      `${where}: intercept must be a finite number, and goes with from: "boundary"; got ${intercept} with "${from}".`,
    );
  }
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < size; k++) {
      if (Number.isFinite(latents.get(i, k))) continue;
      throw new RangeError(`${where}: latents must be finite; latent ${i} holds ${latents.get(i, k)}.`);
    }
  }
}
