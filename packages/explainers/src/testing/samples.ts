import { keyedRandom, size } from '@csm/base';
import { type ConceptScore, conceptVector, dotProduct, type Encoder } from '@csm/core';

/** Random numbers from −2 to 2, the same for the same seed. */
export function numbers(count: number, seed: number): Float32Array {
  const random = keyedRandom(`numbers ${seed}`);
  return Float32Array.from({ length: count }, () => 4 * random() - 2);
}

/** Samples for an encoder, each the row-major numbers of one input. */
export function samplesFor({ inputShape }: Encoder, count: number, seed = 1): Float32Array[] {
  return Array.from({ length: count }, (_, i) => numbers(size(inputShape), 100 * seed + i));
}

/** Dot-product scores with vectors of different seeds. */
export function scoresFor({ latentSize }: Encoder, count: number): ConceptScore[] {
  return Array.from({ length: count }, (_, k) =>
    dotProduct(conceptVector(`concept ${k}`, numbers(latentSize, 7000 + k))),
  );
}
