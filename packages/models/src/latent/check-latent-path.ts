import { checkNdarray, checkOneOf, invalidArgument, isNdarray, rows, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { LatentPathOptions } from './latent-path-options.js';

/** Checks the arguments of {@link latentPath} for the function that messages name. */
export function checkLatentPath(
  caller: string,
  latents: NdArray<Float32Array>,
  concept: { readonly vector: Float32Array },
  alphas: readonly number[],
  { from = 'latent', intercept }: LatentPathOptions,
): void {
  checkLatents(caller, latents);
  checkConcept(caller, concept);
  checkVectorSize(caller, concept.vector, latents.shape[1] ?? 0);
  checkAlphas(caller, alphas);
  checkOneOf(caller, 'from', from, ['latent', 'boundary']);
  if (intercept !== undefined && (from !== 'boundary' || !Number.isFinite(intercept))) {
    throw invalidArgument(
      `${caller}: intercept must be a finite number, together with from: "boundary"; got ${intercept} with from: "${from}".`,
    );
  }
}

function checkLatents(caller: string, latents: NdArray<Float32Array>): void {
  if (!isNdarray(latents)) {
    throw invalidArgument(
      `${caller}: latents must be an ndarray [n, latentSize], such as encode of @csm/core returns; got ${typeName(latents)}.`,
    );
  }
  const [count, size] = latents.shape;
  if (latents.shape.length !== 2 || !count || !size) {
    throw invalidArgument(
      `${caller}: latents must have shape [n, latentSize] with n ≥ 1; got [${latents.shape.join(', ')}].`,
    );
  }
  checkNdarray(`${caller}, latents`, latents);
  let index = 0;
  for (const latent of rows(latents)) {
    const invalid = latent.find((value) => !Number.isFinite(value));
    if (invalid !== undefined) {
      throw invalidArgument(`${caller}: latents must be finite; latent ${index} holds ${invalid}.`);
    }
    index++;
  }
}

/** @throws unless the concept has a vector of finite numbers that are not all zero. */
export function checkConcept(caller: string, concept: { readonly vector: Float32Array }): void {
  const vector: unknown = concept?.vector;
  if (!(vector instanceof Float32Array)) {
    throw invalidArgument(
      `${caller}: concept must be { vector: Float32Array }, such as a concept vector; got ${typeName(concept)}.`,
    );
  }
  if (!vector.every(Number.isFinite) || vector.every((value) => value === 0)) {
    throw invalidArgument(
      `${caller}: the components of the concept vector must be finite and not all zero; got ` +
        `${vector.every(Number.isFinite) ? 'only zeros' : 'NaN or an infinity'}.`,
    );
  }
}

function checkVectorSize(caller: string, vector: Float32Array, size: number): void {
  if (vector.length === size) return;
  throw invalidArgument(
    `${caller}: the concept vector must have as many components as the latents, ${size}; got ${vector.length}.`,
  );
}

function checkAlphas(caller: string, alphas: readonly number[]): void {
  if (Array.isArray(alphas) && alphas.length > 0 && alphas.every(Number.isFinite)) return;
  throw invalidArgument(
    `${caller}: alphas must be an array of at least one finite number, such as [-2, -1, 0, 1, 2]; got ` +
      `${Array.isArray(alphas) ? JSON.stringify(alphas) : typeName(alphas)}.`,
  );
}
