import { meanOfRows, rows } from '@csm/base';
import type { ConceptRegion } from './concept-region.js';

/**
 * The examples of a region in units of its width, around their common mean: distances then lose fewer digits in float32.
 * Both orders are kept, because tfjs-wasm computes a matrix product wrongly if its right side is used in two shapes.
 */
export function kernelCentres({ positives, negatives, width }: ConceptRegion, latentSize: number) {
  const latents = [...rows(positives), ...rows(negatives)];
  const count = latents.length;
  const middle = meanOfRows(latents, count);
  /** `[count, latentSize]` */
  const centres = new Float32Array(count * latentSize);
  /** `[latentSize, count]` */
  const transposed = new Float32Array(count * latentSize);
  /** ‖cᵢ‖² / 2 */
  const halfSquares = new Float32Array(count);
  for (const [i, latent] of latents.entries()) {
    let squares = 0;
    for (let k = 0; k < latentSize; k++) {
      const value = Math.fround((latent[k]! - middle[k]!) / width);
      centres[i * latentSize + k] = value;
      transposed[k * count + i] = value;
      squares += value * value;
    }
    halfSquares[i] = squares / 2;
  }
  return { middle: Float32Array.from(middle), centres, transposed, halfSquares };
}
