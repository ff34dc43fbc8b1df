import type { ConceptScore } from '@csm/core';
import {
  div,
  maximum,
  mul,
  norm,
  reshape,
  slice,
  sub,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';

/** Shorter latents count as this long, so that the zero latent stays zero, as for `cosine`. */
const LEAST_NORM = 1e-12;

/** Each dimension of the latent divided by its length, zᵢ / ‖z‖, as a score. Its derivative is (eᵢ − ẑᵢ ẑ) / ‖z‖, with ẑ = z / ‖z‖. */
export function unitLatentDimensions(latentSize: number): ConceptScore[] {
  return Array.from({ length: latentSize }, (_, i) => unitLatentDimension(i, latentSize));
}

function unitLatentDimension(i: number, latentSize: number): ConceptScore {
  const axis = Float32Array.from({ length: latentSize }, (_, k) => Number(k === i));
  const parts = (latent: Tensor2D) => {
    const lengths = maximum(reshape(norm(latent, 2, 1), [-1, 1]), LEAST_NORM);
    const unit: Tensor = div(latent, lengths);
    return { lengths, unit, own: slice(unit, [0, i], [-1, 1]) };
  };
  return {
    name: `dimension ${i} of the unit latent`,
    latentSize,
    affine: false,
    value: (latent) => tidy(() => reshape(parts(latent).own, [-1])),
    cotangent: (latent) =>
      tidy(() => {
        const { lengths, unit, own } = parts(latent);
        return div(sub(tensor2d(axis, [1, latentSize]), mul(own, unit)), lengths) as Tensor2D;
      }),
  };
}
